import { DeleteOutlined, PlusOutlined, UploadOutlined } from '@ant-design/icons';
import { Button, Form, Input, InputNumber } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type FragmentType, graphql, readFragment } from '../../../generated';
import { MoneyInput } from '../../money/money-input';
import { useMoney, useNumber } from '../../session/channel';
import { Builder, type KindFormProps, SummaryList } from '../builder';
import styles from '../builder.module.css';
import { countRule, moneyRule } from '../rules';
import { EMPTY, type LuckyDrawFields, MOST_MINOR, NO_PRIZE, toInput, worthOf } from './input';

const PrizeImport = lazy(() => import('./prize-import'));

export const LuckyDrawTerms = graphql(`
  fragment LuckyDrawTerms on LuckyDrawSettings {
    prizes { id name quantity value { amount currency } imageUrl }
  }
`);

type Props = KindFormProps & { settings?: FragmentType<typeof LuckyDrawTerms> };

export default function LuckyDrawForm({ settings, ...props }: Props) {
  const { currency } = useMoney();
  const prizes = settings && readFragment(LuckyDrawTerms, settings).prizes;
  const initial = prizes?.map(({ name, quantity, value, imageUrl }) => ({
    name,
    quantity,
    value: value.amount,
    imageUrl,
  }));
  return (
    <Builder<LuckyDrawFields>
      {...props}
      initial={initial ? { prizes: initial } : EMPTY}
      toSettings={(fields) => ({ luckyDraw: toInput(fields, currency) })}
      summary={(fields) => <Summary {...fields} />}
    >
      <Prizes />
    </Builder>
  );
}

function Prizes() {
  const { t } = useTranslation();
  const form = Form.useFormInstance<LuckyDrawFields>();
  const [importing, setImporting] = useState(false);
  return (
    <>
      <Form.Item label={t('luckyDraw.prizes')} required style={{ marginBottom: 16 }}>
        <div className={`${styles.row} ${styles.rowHead}`} aria-hidden>
          <span>{t('luckyDraw.name')}</span>
          <span>{t('luckyDraw.quantity')}</span>
          <span>{t('luckyDraw.value')}</span>
        </div>
        <Form.List name="prizes">
          {(fields, { add, remove }) => (
            <>
              {fields.map((field) => (
                <PrizeRow
                  key={field.key}
                  name={field.name}
                  onRemove={fields.length > 1 ? () => remove(field.name) : undefined}
                />
              ))}
              <div className={styles.listActions}>
                <Button icon={<PlusOutlined aria-hidden />} onClick={() => add(NO_PRIZE)}>
                  {t('luckyDraw.addPrize')}
                </Button>
                <Button icon={<UploadOutlined aria-hidden />} onClick={() => setImporting(true)}>
                  {t('luckyDraw.import')}
                </Button>
              </div>
            </>
          )}
        </Form.List>
      </Form.Item>
      <Suspense>
        {importing && (
          <PrizeImport
            onImport={(prizes) => {
              form.setFieldsValue({ prizes });
              setImporting(false);
            }}
            onClose={() => setImporting(false)}
          />
        )}
      </Suspense>
    </>
  );
}

function PrizeRow({ name, onRemove }: { name: number; onRemove: (() => void) | undefined }) {
  const { t } = useTranslation();
  const { currency, amount } = useMoney();
  const most = MOST_MINOR[currency];
  const number = name + 1;
  return (
    <div className={styles.row}>
      <Form.Item
        name={[name, 'name']}
        rules={[{ required: true, whitespace: true, message: t('luckyDraw.problem.name') }]}
      >
        <Input
          maxLength={80}
          aria-label={t('luckyDraw.nameOf', { number })}
          placeholder={t('luckyDraw.name')}
        />
      </Form.Item>
      <Form.Item name={[name, 'quantity']} rules={[countRule(t('luckyDraw.problem.quantity'))]}>
        <InputNumber
          style={{ width: '100%' }}
          min={1}
          precision={0}
          controls={false}
          aria-label={t('luckyDraw.quantityOf', { number })}
        />
      </Form.Item>
      <Form.Item
        name={[name, 'value']}
        rules={[
          moneyRule(
            currency,
            {
              needed: t('luckyDraw.problem.value'),
              tooMuch: t('luckyDraw.problem.tooMuch', { most: amount('50000') }),
            },
            most,
          ),
        ]}
      >
        <MoneyInput aria-label={t('luckyDraw.valueOf', { number })} />
      </Form.Item>
      <Button
        type="text"
        icon={<DeleteOutlined aria-hidden />}
        disabled={!onRemove}
        aria-label={t('luckyDraw.removePrize', { number })}
        onClick={onRemove}
      />
    </div>
  );
}

function Summary({ prizes = [] }: LuckyDrawFields) {
  const { t } = useTranslation();
  const money = useMoney();
  const number = useNumber();
  const winners = prizes.reduce((all, prize) => all + (prize?.quantity ?? 0), 0);
  return (
    <SummaryList
      rows={[
        [t('luckyDraw.kinds'), number(prizes.length)],
        [t('luckyDraw.winnerCount'), number(winners)],
        [t('luckyDraw.worth'), money.amount(worthOf(prizes, money.currency))],
      ]}
    />
  );
}
