import { Button, Form, QRCode, Skeleton } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { graphql } from '../../generated';
import type { EnrolTotpMutation } from '../../generated/graphql';
import { useAction } from '../api/use-action';
import { TooMany } from '../session/refusal';
import { FaultNotice, Notice } from '../ui/notice';
import { CodeField } from './code-field';
import { RecoveryCodes } from './recovery-codes';
import styles from './security.module.css';

const EnrolDocument = graphql(`
  mutation EnrolTotp {
    enrolTotp { outcome secret uri }
  }
`);

const ConfirmDocument = graphql(`
  mutation ConfirmTotp($code: String!) {
    confirmTotp(code: $code) { outcome recoveryCodes retryAfterMs }
  }
`);

/** From the picture to the recovery codes. When it is done, this session has a new cookie and all others are over. */
export function TotpSetup({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const { run, fault } = useAction(EnrolDocument);
  const [begun, setBegun] = useState<EnrolTotpMutation['enrolTotp']>();
  const [codes, setCodes] = useState<readonly string[]>();
  useEffect(() => {
    // Asking is what begins it: there is nothing to show before.
    void run({}).then((data) => setBegun(data?.enrolTotp));
  }, [run]);

  if (codes) return <RecoveryCodes codes={codes} onKept={onDone} />;
  if (fault) return <FaultNotice fault={fault} />;
  if (!begun) return <Skeleton active title={false} paragraph={{ rows: 6 }} />;
  if (!begun.uri || !begun.secret)
    return <Notice tone="warn" title={t(`security.outcome.${begun.outcome}`)} />;
  return (
    <div className={styles.setup}>
      <ol className={styles.steps}>
        <li>{t('security.installApp')}</li>
        <li>
          {t('security.scan')}
          <div className={styles.picture}>
            <QRCode type="svg" value={begun.uri} size={176} color="#000" bgColor="#fff" bordered={false} />
          </div>
          <div className={styles.secret}>
            <span>{t('security.orType')}</span>
            <code data-testid="totp-secret">{begun.secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}</code>
          </div>
        </li>
        <li>
          {t('security.typeCode')}
          <ConfirmForm onConfirmed={setCodes} />
        </li>
      </ol>
    </div>
  );
}

function ConfirmForm({ onConfirmed }: { onConfirmed: (codes: readonly string[]) => void }) {
  const { t } = useTranslation();
  const confirm = useAction(ConfirmDocument);
  const [refused, setRefused] = useState<{ outcome: string; retryAfterMs: number | null }>();
  const submit = async ({ code }: { code: string }) => {
    setRefused(undefined);
    const payload = (await confirm.run({ code: code.trim() }))?.confirmTotp;
    if (payload?.recoveryCodes) onConfirmed(payload.recoveryCodes);
    else if (payload) setRefused(payload);
  };
  return (
    <Form<{ code: string }>
      layout="vertical"
      requiredMark={false}
      className={styles.confirm}
      onFinish={(fields) => void submit(fields)}
    >
      <CodeField label={t('security.code')} />
      {refused?.outcome === 'TOO_MANY_ATTEMPTS' && <TooMany retryAfterMs={refused.retryAfterMs} />}
      {refused && refused.outcome !== 'TOO_MANY_ATTEMPTS' && (
        <Notice tone="bad" title={t('security.codeRejected')} />
      )}
      <FaultNotice fault={confirm.fault} />
      <Button type="primary" htmlType="submit" loading={confirm.pending}>
        {t('security.turnOn')}
      </Button>
    </Form>
  );
}
