import { Form, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';
import { type FragmentType, graphql, readFragment } from '../../../generated';
import { toMinor } from '../../money/money';
import { MoneyInput } from '../../money/money-input';
import { useMoney, useNumber } from '../../session/channel';
import { Builder, type KindFormProps, SummaryList } from '../builder';
import styles from '../builder.module.css';
import { countRule, moneyRule } from '../rules';
import { averageOf, EMPTY, isPoolEnough, type RedPacketFields, toInput } from './input';

export const RedPacketTerms = graphql(`
  fragment RedPacketTerms on RedPacketSettings {
    pool { amount currency }
    packets
  }
`);

type Props = KindFormProps & { settings?: FragmentType<typeof RedPacketTerms> };

export default function RedPacketForm({ settings, ...props }: Props) {
  const { t } = useTranslation();
  const { currency } = useMoney();
  const terms = settings && readFragment(RedPacketTerms, settings);
  return (
    <Builder<RedPacketFields>
      {...props}
      initial={terms ? { pool: terms.pool.amount, packets: terms.packets } : EMPTY}
      toSettings={(fields) => ({ redPacket: toInput(fields, currency) })}
      summary={(fields) => <Summary {...fields} />}
    >
      <div className={styles.two}>
        <Form.Item
          name="pool"
          label={t('redPacket.pool')}
          extra={t('redPacket.poolHint')}
          dependencies={['packets']}
          rules={[
            moneyRule(currency, { needed: t('redPacket.poolNeeded'), tooMuch: '' }),
            ({ getFieldsValue }) => ({
              validator: () =>
                isPoolEnough(getFieldsValue(), currency)
                  ? Promise.resolve()
                  : Promise.reject(new Error(t('redPacket.poolSmall'))),
            }),
          ]}
        >
          <MoneyInput />
        </Form.Item>
        <Form.Item
          name="packets"
          label={t('redPacket.packets')}
          extra={t('redPacket.packetsHint')}
          rules={[countRule(t('redPacket.packetsNeeded'), 1, 1_000_000)]}
        >
          <InputNumber style={{ width: '100%' }} min={1} precision={0} controls={false} />
        </Form.Item>
      </div>
    </Builder>
  );
}

function Summary(fields: RedPacketFields) {
  const { t } = useTranslation();
  const money = useMoney();
  const number = useNumber();
  const pool =
    toMinor(fields.pool ?? '', money.currency) === undefined
      ? undefined
      : toInput(fields, money.currency).pool;
  const average = averageOf({ ...fields, pool: fields.pool ?? '' }, money.currency);
  return (
    <SummaryList
      rows={[
        [t('redPacket.pool'), pool ? money.amount(pool) : '–'],
        [t('redPacket.packets'), fields.packets ? number(fields.packets) : '–'],
        [t('redPacket.average'), average ? money.amount(average) : '–'],
        [t('redPacket.perViewer'), number(1)],
      ]}
    />
  );
}
