import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Form, Input, InputNumber, Switch } from 'antd';
import { useTranslation } from 'react-i18next';
import { type FragmentType, graphql, readFragment } from '../../../generated';
import { useNumber } from '../../session/channel';
import { Builder, type KindFormProps, SummaryList } from '../builder';
import styles from '../builder.module.css';
import { EMPTY, FEWEST_OPTIONS, isRepeated, toInput, type VoteFields } from './input';

export const VoteTerms = graphql(`
  fragment VoteTerms on VoteSettings {
    options { id label imageUrl }
    maxChoices
    countsVisible
  }
`);

type Props = KindFormProps & { settings?: FragmentType<typeof VoteTerms> };

export default function VoteForm({ settings, ...props }: Props) {
  const terms = settings && readFragment(VoteTerms, settings);
  const initial = terms && {
    ...terms,
    options: terms.options.map(({ label, imageUrl }) => ({ label, imageUrl })),
  };
  return (
    <Builder<VoteFields>
      {...props}
      initial={initial ?? EMPTY}
      toSettings={(fields) => ({ vote: toInput(fields) })}
      summary={(fields) => <Summary {...fields} />}
    >
      <Options />
      <Choices />
    </Builder>
  );
}

function Options() {
  const { t } = useTranslation();
  return (
    <Form.Item label={t('vote.options')} required style={{ marginBottom: 20 }}>
      <Form.List name="options">
        {(fields, { add, remove }) => (
          <>
            {fields.map((field) => (
              <div key={field.key} className={styles.option}>
                <span aria-hidden>{field.name + 1}</span>
                <Form.Item
                  name={[field.name, 'label']}
                  rules={[
                    { required: true, whitespace: true, message: t('vote.optionNeeded') },
                    ({ getFieldValue }) => ({
                      validator: () =>
                        isRepeated(getFieldValue('options'), field.name)
                          ? Promise.reject(new Error(t('vote.optionTwice')))
                          : Promise.resolve(),
                    }),
                  ]}
                >
                  <Input maxLength={80} aria-label={t('vote.optionOf', { number: field.name + 1 })} />
                </Form.Item>
                <Button
                  type="text"
                  icon={<DeleteOutlined aria-hidden />}
                  disabled={fields.length <= FEWEST_OPTIONS}
                  aria-label={t('vote.removeOption', { number: field.name + 1 })}
                  onClick={() => remove(field.name)}
                />
              </div>
            ))}
            <Button icon={<PlusOutlined aria-hidden />} onClick={() => add({ label: '' })}>
              {t('vote.addOption')}
            </Button>
          </>
        )}
      </Form.List>
    </Form.Item>
  );
}

function Choices() {
  const { t } = useTranslation();
  return (
    <div className={styles.two}>
      <Form.Item
        name="maxChoices"
        label={t('vote.maxChoices')}
        extra={t('vote.maxChoicesHint')}
        dependencies={['options']}
        rules={[
          ({ getFieldValue }) => ({
            validator: (_, most: number | null) =>
              most && most >= 1 && most <= (getFieldValue('options') as unknown[]).length
                ? Promise.resolve()
                : Promise.reject(new Error(t('vote.maxChoicesShape'))),
          }),
        ]}
      >
        <InputNumber style={{ width: '100%' }} min={1} precision={0} />
      </Form.Item>
      <Form.Item
        name="countsVisible"
        label={t('vote.countsVisible')}
        extra={t('vote.countsVisibleHint')}
        valuePropName="checked"
      >
        <Switch />
      </Form.Item>
    </div>
  );
}

function Summary({ options = [], maxChoices, countsVisible }: VoteFields) {
  const { t } = useTranslation();
  const number = useNumber();
  return (
    <SummaryList
      rows={[
        [t('vote.options'), number(options.filter((option) => option?.label?.trim()).length)],
        [t('vote.maxChoices'), maxChoices ? number(maxChoices) : '–'],
        [t('vote.countsVisible'), t(countsVisible ? 'ui.yes' : 'ui.no')],
      ]}
    />
  );
}
