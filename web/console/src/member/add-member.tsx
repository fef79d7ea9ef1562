import { Form, Input, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { graphql } from '../../generated';
import type { MemberOutcome, Role } from '../../generated/graphql';
import { useAction } from '../api/use-action';
import { blame } from '../ui/blame';
import { FormDrawer } from '../ui/form-drawer';
import { Notice } from '../ui/notice';
import type { Password } from './members.page';

const AddMemberDocument = graphql(`
  mutation AddMember($input: AddMemberInput!) {
    addMember(input: $input) {
      outcome
      initialPassword
      member { id ...MemberRow }
    }
  }
`);

const ROLES: readonly Role[] = ['OWNER', 'PRODUCER', 'OPERATOR', 'MODERATOR', 'ANALYST'];
/** The owner adds everybody else. */
const FIRST: readonly Role[] = ['OWNER'];

interface Fields {
  name: string;
  email: string;
  role: Role;
}

interface Props {
  /** The slug, where an account manager adds a channel's first owner. */
  channel?: string;
  onAdded: (password: Password) => void;
  onClose: () => void;
}

export function AddMember({ channel, onAdded, onClose }: Props) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Fields>();
  const add = useAction(AddMemberDocument);
  const [refusal, setRefusal] = useState<MemberOutcome>();
  const submit = async ({ name, email, role }: Fields) => {
    setRefusal(undefined);
    const input = { channel: channel ?? null, name: name.trim(), email: email.trim(), role };
    const answer = await add.ask({ input });
    if (answer.fault) return void blame(form, answer.fault);
    const { outcome, initialPassword } = answer.data.addMember;
    if (outcome === 'EMAIL_TAKEN')
      form.setFields([{ name: 'email', errors: [t('member.outcome.EMAIL_TAKEN')] }]);
    else if (initialPassword) onAdded({ email: input.email, value: initialPassword });
    else setRefusal(outcome);
  };
  return (
    <FormDrawer
      title={t(channel ? 'member.addOwner' : 'member.add')}
      submit={t(channel ? 'member.addOwner' : 'member.add')}
      form={form}
      initial={{ role: channel ? 'OWNER' : 'PRODUCER' }}
      pending={add.pending}
      fault={add.fault}
      refusal={refusal && <Notice tone="bad" title={t(`member.outcome.${refusal}`)} />}
      onSubmit={submit}
      onClose={onClose}
    >
      <Form.Item
        name="name"
        label={t('member.name')}
        rules={[{ required: true, whitespace: true, message: t('member.nameNeeded') }]}
      >
        <Input maxLength={80} autoFocus />
      </Form.Item>
      <Form.Item
        name="email"
        label={t('session.email')}
        rules={[{ required: true, type: 'email', message: t('session.emailNeeded') }]}
      >
        <Input inputMode="email" autoCapitalize="none" />
      </Form.Item>
      <Form.Item name="role" label={t('member.role')} extra={<RoleHint />}>
        <Select
          options={(channel ? FIRST : ROLES).map((role) => ({ value: role, label: t(`role.${role}`) }))}
        />
      </Form.Item>
    </FormDrawer>
  );
}

function RoleHint() {
  const { t } = useTranslation();
  const role = Form.useWatch<Role | undefined>('role');
  return role && role !== 'ACCOUNT_MANAGER' ? t(`roleHint.${role}`) : null;
}
