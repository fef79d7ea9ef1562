import { Form, InputNumber, Radio, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { type FragmentType, graphql, readFragment } from '../../../generated';
import { useNumber } from '../../session/channel';
import { Builder, type KindFormProps, SummaryList } from '../builder';
import styles from '../builder.module.css';
import { countRule } from '../rules';
import { type CommentWallFields, EMPTY, toInput } from './input';

export const CommentWallTerms = graphql(`
  fragment CommentWallTerms on CommentWallSettings {
    maxLength
    minIntervalSeconds
    moderation
    blockedWords
    reactions
  }
`);

type Props = KindFormProps & { settings?: FragmentType<typeof CommentWallTerms> };

const SEPARATORS = [',', '，', '、', ';', '\n'];

export default function CommentWallForm({ settings, ...props }: Props) {
  const { t } = useTranslation();
  return (
    <Builder<CommentWallFields>
      {...props}
      initial={settings ? readFragment(CommentWallTerms, settings) : EMPTY}
      toSettings={(fields) => ({ commentWall: toInput(fields) })}
      summary={(fields) => <Summary {...fields} />}
    >
      <Form.Item name="moderation" label={t('commentWall.moderation')}>
        <Radio.Group
          vertical
          options={[
            { value: 'PUBLISH', label: t('commentWall.mode.PUBLISH') },
            { value: 'HOLD', label: t('commentWall.mode.HOLD') },
          ]}
        />
      </Form.Item>
      <div className={styles.two}>
        <Form.Item
          name="maxLength"
          label={t('commentWall.maxLength')}
          rules={[countRule(t('commentWall.maxLengthShape'), 1, 1000)]}
        >
          <InputNumber style={{ width: '100%' }} min={1} precision={0} suffix={t('commentWall.characters')} />
        </Form.Item>
        <Form.Item
          name="minIntervalSeconds"
          label={t('commentWall.minInterval')}
          rules={[countRule(t('commentWall.minIntervalShape'), 0, 3600)]}
        >
          <InputNumber style={{ width: '100%' }} min={0} precision={0} suffix={t('commentWall.seconds')} />
        </Form.Item>
      </div>
      <Form.Item
        name="blockedWords"
        label={t('commentWall.blockedWords')}
        extra={t('commentWall.blockedWordsHint')}
      >
        <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={SEPARATORS} />
      </Form.Item>
      <Form.Item name="reactions" label={t('commentWall.reactions')} extra={t('commentWall.reactionsHint')}>
        <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={SEPARATORS} />
      </Form.Item>
    </Builder>
  );
}

function Summary(fields: CommentWallFields) {
  const { t } = useTranslation();
  const number = useNumber();
  return (
    <SummaryList
      rows={[
        [t('commentWall.moderation'), t(`commentWall.short.${fields.moderation}`)],
        [t('commentWall.maxLength'), number(fields.maxLength ?? 0)],
        [t('commentWall.minInterval'), t('commentWall.every', { seconds: fields.minIntervalSeconds ?? 0 })],
        [t('commentWall.blockedWords'), number(fields.blockedWords?.length ?? 0)],
        [t('commentWall.reactions'), number(fields.reactions?.length ?? 0)],
      ]}
    />
  );
}
