import { Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { graphql } from '../../generated';
import type { TotpOutcome } from '../../generated/graphql';
import { useAction } from '../api/use-action';
import { TooMany } from '../session/refusal';
import { FormDrawer } from '../ui/form-drawer';
import { Notice } from '../ui/notice';
import { CodeField } from './code-field';
import { RecoveryCodes } from './recovery-codes';

const RenewDocument = graphql(`
  mutation RenewRecoveryCodes($code: String!) {
    renewRecoveryCodes(code: $code) { outcome recoveryCodes retryAfterMs }
  }
`);

const DisableDocument = graphql(`
  mutation DisableTotp($input: DisableTotpInput!) {
    disableTotp(input: $input) { outcome retryAfterMs }
  }
`);

interface Refused {
  outcome: TotpOutcome;
  retryAfterMs: number | null;
}

function Why({ refused }: { refused: Refused }) {
  const { t } = useTranslation();
  if (refused.outcome === 'TOO_MANY_ATTEMPTS') return <TooMany retryAfterMs={refused.retryAfterMs} />;
  return <Notice tone="bad" title={t(`security.outcome.${refused.outcome}`)} />;
}

/** New recovery codes, with the second factor itself. */
export function RenewCodes({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<{ code: string }>();
  const renew = useAction(RenewDocument, 'SecondFactor');
  const [codes, setCodes] = useState<readonly string[]>();
  const [refused, setRefused] = useState<Refused>();
  const submit = async ({ code }: { code: string }) => {
    setRefused(undefined);
    const payload = (await renew.run({ code: code.trim() }))?.renewRecoveryCodes;
    if (payload?.recoveryCodes) setCodes(payload.recoveryCodes);
    else if (payload) setRefused(payload);
  };
  if (codes) {
    return (
      <Modal open title={t('security.recoveryCodes')} footer={null} closable={false} keyboard={false}>
        <RecoveryCodes codes={codes} onKept={onClose} />
      </Modal>
    );
  }
  return (
    <FormDrawer
      title={t('security.renew')}
      submit={t('security.renew')}
      form={form}
      pending={renew.pending}
      fault={renew.fault}
      refusal={refused && <Why refused={refused} />}
      onSubmit={submit}
      onClose={onClose}
    >
      <p>{t('security.renewHint')}</p>
      <CodeField label={t('security.codeOrRecovery')} autoFocus />
    </FormDrawer>
  );
}

interface Fields {
  password: string;
  code: string;
}

export function DisableTotp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Fields>();
  const disable = useAction(DisableDocument, 'SecondFactor');
  const [refused, setRefused] = useState<Refused>();
  const submit = async ({ password, code }: Fields) => {
    setRefused(undefined);
    const payload = (await disable.run({ input: { password, code: code.trim() } }))?.disableTotp;
    if (payload?.outcome === 'DONE') onClose();
    else if (payload) setRefused(payload);
  };
  return (
    <FormDrawer
      title={t('security.turnOff')}
      submit={t('security.turnOff')}
      form={form}
      pending={disable.pending}
      fault={disable.fault}
      refusal={refused && <Why refused={refused} />}
      onSubmit={submit}
      onClose={onClose}
    >
      <p>{t('security.turnOffHint')}</p>
      <Form.Item
        name="password"
        label={t('session.password')}
        rules={[{ required: true, message: t('session.passwordNeeded') }]}
      >
        <Input.Password autoComplete="current-password" autoFocus />
      </Form.Item>
      <CodeField label={t('security.codeOrRecovery')} />
    </FormDrawer>
  );
}
