import { useNavigate, useRouteContext } from '@tanstack/react-router';
import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { graphql } from '../../generated';
import type { SignInOutcome } from '../../generated/graphql';
import { useAction } from '../api/use-action';
import { PreferenceButtons } from '../app/preference-buttons';
import { prefer, usePreferences } from '../app/preferences';
import { FaultNotice, Notice } from '../ui/notice';
import styles from './sign-in.module.css';
import { signInRoute } from './sign-in.route';

const SignInDocument = graphql(`
  mutation SignIn($input: SignInInput!) {
    signIn(input: $input) {
      outcome
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

const BARS = [18, 30, 24, 46, 38, 62, 54, 80, 70, 96, 84, 100, 76, 88, 60, 68, 44, 52, 30, 36, 20, 26, 14];

export function SignInPage() {
  const { t } = useTranslation();
  return (
    <main className={styles.page}>
      <section className={styles.stage}>
        <div className={styles.brand}>
          <img src={`${import.meta.env.BASE_URL}mark.svg`} alt="" />
          Ovation
        </div>
        <div>
          <h1>{t('session.headline')}</h1>
          <p>{t('session.subline')}</p>
        </div>
        <div className={styles.wave} aria-hidden>
          {BARS.map((height, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: an ornament that never changes
            <i key={index} style={{ height: `${height}%` }} />
          ))}
        </div>
      </section>
      <section className={styles.side}>
        <div className={styles.choices}>
          <PreferenceButtons />
        </div>
        <SignInForm />
      </section>
    </main>
  );
}

function SignInForm() {
  const { t } = useTranslation();
  const { next } = signInRoute.useSearch();
  const { newSession } = useRouteContext({ from: '__root__' });
  const { channel } = usePreferences();
  const navigate = useNavigate();
  const signIn = useAction(SignInDocument);
  const [refusal, setRefusal] = useState<{ outcome: SignInOutcome; seconds: number }>();

  const submit = async (fields: Fields) => {
    const slug = fields.channel?.trim().toLowerCase() ?? '';
    setRefusal(undefined);
    const input = { channel: slug || null, email: fields.email.trim(), password: fields.password };
    const data = await signIn.run({ input });
    if (!data) return;
    const { outcome, retryAfterMs } = data.signIn;
    if (outcome !== 'SIGNED_IN') {
      return setRefusal({ outcome, seconds: Math.ceil((retryAfterMs ?? 0) / 1000) });
    }
    prefer({ channel: slug });
    newSession();
    await navigate({ to: next ?? '/' });
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
      {(refusal || signIn.fault) && (
        <div className={styles.notice}>
          {refusal?.outcome === 'SUSPENDED' && <Notice tone="bad" title={t('session.suspended')} />}
          {refusal?.outcome === 'REJECTED' && <Notice tone="bad" title={t('session.rejected')} />}
          {refusal?.outcome === 'TOO_MANY_ATTEMPTS' && (
            <Notice tone="warn" title={t('session.tooMany', { seconds: refusal.seconds })} />
          )}
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
