import { Form, Input, InputNumber, Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { graphql } from '../../generated';
import type { SupportRole } from '../../generated/graphql';
import { useAction } from '../api/use-action';
import { blame } from '../ui/blame';
import { FormDrawer } from '../ui/form-drawer';
import { Notice } from '../ui/notice';

const GrantSupportDocument = graphql(`
  mutation GrantSupport($input: GrantSupportAccessInput!) {
    grantSupportAccess(input: $input) { outcome grant { id status } }
  }
`);

interface Fields {
  reason: string;
  hours: number;
  role: SupportRole;
}

const ROLES = ['ANALYST', 'OPERATOR'] as const;

export function GrantSupport({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Fields>();
  const [already, setAlready] = useState(false);
  const grant = useAction(GrantSupportDocument);
  const submit = async (fields: Fields) => {
    const answer = await grant.ask({ input: { ...fields, reason: fields.reason.trim() } });
    if (answer.fault) return void blame(form, answer.fault);
    if (answer.data.grantSupportAccess.outcome === 'ALREADY') return setAlready(true);
    onDone();
  };
  return (
    <FormDrawer
      title={t('support.grant')}
      submit={t('support.grant')}
      form={form}
      initial={{ hours: 4, role: 'ANALYST' }}
      pending={grant.pending}
      fault={grant.fault}
      refusal={already && <Notice tone="warn" title={t('support.already')} />}
      onSubmit={submit}
      onClose={onDone}
    >
      <Form.Item
        name="reason"
        label={t('support.reason')}
        extra={t('support.reasonHint')}
        rules={[{ required: true, whitespace: true, message: t('support.reasonNeeded') }]}
      >
        <Input maxLength={200} autoFocus />
      </Form.Item>
      <Form.Item name="hours" label={t('support.hours')} extra={t('support.hoursHint')}>
        <InputNumber min={1} max={72} precision={0} />
      </Form.Item>
      <Form.Item name="role" label={t('member.role')} extra={t('support.roleHint')}>
        <Radio.Group options={ROLES.map((value) => ({ value, label: t(`role.${value}`) }))} />
      </Form.Item>
    </FormDrawer>
  );
}
