import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { graphql } from '../../generated';
import { useAction } from '../api/use-action';
import { prefer, usePreferences } from '../app/preferences';
import { FaultNotice } from '../ui/notice';
import { Refusal, type Refused } from './refusal';
import styles from './sign-in.module.css';

const SignInDocument = graphql(`
  mutation SignIn($input: SignInInput!) {
    signIn(input: $input) {
      outcome
      challenge
      retryAfterMs
      me {
        ...SessionParts
      }
    }
  }
`);

interface Fields {
  channel?: string;
  email: string;
  password: string;
}

interface Props {
  /** Why the second step led back here. */
  refused: Refused | undefined;
  onChallenge: (challenge: string) => void;
  onEntered: () => Promise<void>;
}

export function PasswordForm(props: Props) {
  const { t } = useTranslation();
  const { channel } = usePreferences();
  const signIn = useAction(SignInDocument);
  const [refused, setRefused] = useState(props.refused);

  const submit = async (fields: Fields) => {
    const slug = fields.channel?.trim().toLowerCase() ?? '';
    setRefused(undefined);
    const input = { channel: slug || null, email: fields.email.trim(), password: fields.password };
    const payload = (await signIn.run({ input }))?.signIn;
    if (!payload) return;
    if (payload.outcome === 'SIGNED_IN' || payload.challenge) prefer({ channel: slug });
    if (payload.outcome === 'SIGNED_IN') await props.onEntered();
    else if (payload.challenge) props.onChallenge(payload.challenge);
    else setRefused(payload);
  };

  return (
    <Form<Fields>
      className={styles.form}
      layout="vertical"
      requiredMark={false}
      initialValues={{ channel }}
      onFinish={(fields) => void submit(fields)}
    >
      <h2>{t('session.signIn')}</h2>
      <p>{t('session.signInHint')}</p>
      {(refused || signIn.fault) && (
        <div className={styles.notice}>
          {refused && <Refusal refused={refused} rejected={t('session.rejected')} />}
          <FaultNotice fault={signIn.fault} />
        </div>
      )}
      <Form.Item name="channel" label={t('session.channel')} extra={t('session.channelHint')}>
        <Input autoComplete="organization" autoCapitalize="none" spellCheck={false} placeholder="cctv" />
      </Form.Item>
      <Form.Item
        name="email"
        label={t('session.email')}
        rules={[{ required: true, type: 'email', message: t('session.emailNeeded') }]}
      >
        <Input autoComplete="username" inputMode="email" autoCapitalize="none" />
      </Form.Item>
      <Form.Item
        name="password"
        label={t('session.password')}
        rules={[{ required: true, message: t('session.passwordNeeded') }]}
      >
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      <Button type="primary" htmlType="submit" block size="large" loading={signIn.pending}>
        {t('session.signIn')}
      </Button>
    </Form>
  );
}
