import { Button, Form, Input } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CampaignSettingsInput } from '../../generated/graphql';
import type { Fault } from '../api/fault';
import { blame } from '../ui/blame';
import { FaultNotice } from '../ui/notice';
import { Panel } from '../ui/panel';
import styles from './builder.module.css';

/** What the page that holds a kind's form gives it. */
export interface KindFormProps {
  title?: string;
  submit: string;
  pending: boolean;
  /** Answers with the fault if there was one, so that it can be shown beside its field. */
  onSave: (title: string, settings: CampaignSettingsInput) => Promise<Fault | undefined>;
  fault: Fault | undefined;
  refusal?: ReactNode;
  onCancel: () => void;
}

interface Props<Fields extends object> extends KindFormProps {
  initial: Fields;
  children: ReactNode;
  /** What the settings come to, told while they are typed. */
  summary: (fields: Fields) => ReactNode;
  toSettings: (fields: Fields) => CampaignSettingsInput;
}

/** The frame around one kind's fields: title, summary, save. It knows nothing of any kind. */
export function Builder<Fields extends object>(props: Props<Fields>) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Fields & { title: string }>();
  const typed = Form.useWatch([], form) as (Fields & { title: string }) | undefined;
  const submit = async (fields: Fields & { title: string }) => {
    blame(form, await props.onSave(fields.title.trim(), props.toSettings(fields)));
  };
  return (
    <div className={styles.page}>
      <Panel title={t('campaign.settings')}>
        <Form
          form={form}
          layout="vertical"
          initialValues={{ ...props.initial, title: props.title }}
          scrollToFirstError={{ block: 'center', focus: true }}
          onFinish={(fields) => void submit(fields)}
        >
          <Form.Item
            name="title"
            label={t('campaign.title')}
            extra={t('campaign.titleHint')}
            rules={[{ required: true, whitespace: true, message: t('show.titleNeeded') }]}
          >
            <Input maxLength={120} autoFocus />
          </Form.Item>
          {props.children}
          {props.refusal}
          <FaultNotice fault={props.fault} />
          <div className={styles.footer}>
            <Button onClick={props.onCancel}>{t('ui.cancel')}</Button>
            <Button type="primary" htmlType="submit" loading={props.pending}>
              {props.submit}
            </Button>
          </div>
        </Form>
      </Panel>
      <Panel title={t('campaign.summary')}>{props.summary({ ...props.initial, ...typed })}</Panel>
    </div>
  );
}

export function SummaryList({ rows }: { rows: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className={styles.summary}>
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
