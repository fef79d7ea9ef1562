import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { graphql } from '../../generated';
import { useAction } from '../api/use-action';
import { TooMany } from '../session/refusal';
import { FormDrawer } from '../ui/form-drawer';
import { Notice } from '../ui/notice';
import styles from './security.module.css';

const ChangePasswordDocument = graphql(`
  mutation ChangePassword($input: ChangePasswordInput!) {
    changePassword(input: $input) { outcome retryAfterMs }
  }
`);

interface Fields {
  currentPassword: string;
  newPassword: string;
  again: string;
}

export function PasswordPanel() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [changed, setChanged] = useState(false);
  return (
    <>
      <p className={styles.hint}>{t('security.passwordHint')}</p>
      {changed && <Notice tone="good" title={t('security.passwordChanged')} />}
      <Button onClick={() => setOpen(true)}>{t('security.changePassword')}</Button>
      {open && (
        <ChangePassword
          onChanged={() => {
            setOpen(false);
            setChanged(true);
          }}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}

function ChangePassword({ onChanged, onClose }: { onChanged: () => void; onClose: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Fields>();
  const change = useAction(ChangePasswordDocument, 'MemberSession');
  const [wait, setWait] = useState<number | null>();
  const submit = async ({ currentPassword, newPassword }: Fields) => {
    setWait(undefined);
    const payload = (await change.run({ input: { currentPassword, newPassword } }))?.changePassword;
    if (payload?.outcome === 'CHANGED') onChanged();
    else if (payload?.outcome === 'TOO_MANY_ATTEMPTS') setWait(payload.retryAfterMs);
    else if (payload) form.setFields([{ name: 'currentPassword', errors: [t('security.passwordRejected')] }]);
  };
  return (
    <FormDrawer
      title={t('security.changePassword')}
      submit={t('security.changePassword')}
      form={form}
      pending={change.pending}
      fault={change.fault}
      refusal={wait !== undefined && <TooMany retryAfterMs={wait} />}
      onSubmit={submit}
      onClose={onClose}
    >
      <Form.Item
        name="currentPassword"
        label={t('security.currentPassword')}
        rules={[{ required: true, message: t('session.passwordNeeded') }]}
      >
        <Input.Password autoComplete="current-password" autoFocus />
      </Form.Item>
      <Form.Item
        name="newPassword"
        label={t('security.newPassword')}
        extra={t('security.newPasswordHint')}
        rules={[{ required: true, min: 8, max: 256, message: t('security.newPasswordHint') }]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Form.Item
        name="again"
        label={t('security.passwordAgain')}
        dependencies={['newPassword']}
        rules={[
          ({ getFieldValue }) => ({
            validator: (_, value) =>
              value === getFieldValue('newPassword')
                ? Promise.resolve()
                : Promise.reject(new Error(t('security.passwordDiffers'))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
    </FormDrawer>
  );
}
