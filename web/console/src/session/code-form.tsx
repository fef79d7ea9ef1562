import { Button, Form } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { graphql } from '../../generated';
import { useAction } from '../api/use-action';
import { CodeField } from '../security/code-field';
import { FaultNotice } from '../ui/notice';
import { Refusal, type Refused } from './refusal';
import styles from './sign-in.module.css';

const ConfirmSignInDocument = graphql(`
  mutation ConfirmSignIn($input: ConfirmSignInInput!) {
    confirmSignIn(input: $input) {
      outcome
      retryAfterMs
      me {
        ...SessionParts
      }
    }
  }
`);

interface Props {
  challenge: string;
  /** Back to the password, and why where it was not by choice. */
  onStartOver: (why?: Refused) => void;
  onEntered: () => Promise<void>;
}

/** The second step: the code that the app shows, or a recovery code. */
export function CodeForm({ challenge, onStartOver, onEntered }: Props) {
  const { t } = useTranslation();
  const confirm = useAction(ConfirmSignInDocument);
  const [refused, setRefused] = useState<Refused>();

  const submit = async ({ code }: { code: string }) => {
    setRefused(undefined);
    const payload = (await confirm.run({ input: { challenge, code: code.trim() } }))?.confirmSignIn;
    if (!payload) return;
    if (payload.outcome === 'SIGNED_IN') await onEntered();
    else if (payload.outcome === 'CHALLENGE_EXPIRED') onStartOver(payload);
    else setRefused(payload);
  };

  return (
    <Form<{ code: string }>
      className={styles.form}
      layout="vertical"
      requiredMark={false}
      onFinish={(fields) => void submit(fields)}
    >
      <h2>{t('security.code')}</h2>
      <p>{t('session.codeHint')}</p>
      {(refused || confirm.fault) && (
        <div className={styles.notice}>
          {refused && <Refusal refused={refused} rejected={t('security.codeRejected')} />}
          <FaultNotice fault={confirm.fault} />
        </div>
      )}
      <CodeField label={t('security.codeOrRecovery')} autoFocus />
      <Button type="primary" htmlType="submit" block size="large" loading={confirm.pending}>
        {t('session.confirm')}
      </Button>
      <Button type="link" block onClick={() => onStartOver()} style={{ marginTop: 8 }}>
        {t('session.startOver')}
      </Button>
    </Form>
  );
}
