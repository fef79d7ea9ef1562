import { Button } from 'antd';
import type { CSSProperties, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Fault } from '../api/fault';
import styles from './notice.module.css';

const TONES = { bad: 'var(--red)', warn: 'var(--amber)', good: 'var(--green)', plain: 'var(--blue)' };

export function Notice(props: {
  tone: keyof typeof TONES;
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div
      className={styles.notice}
      style={{ '--tone': TONES[props.tone] } as CSSProperties}
      role={props.tone === 'bad' ? 'alert' : 'status'}
    >
      <div>
        <strong>{props.title}</strong>
        {props.children && <div className={styles.small}>{props.children}</div>}
      </div>
      {props.action}
    </div>
  );
}

const KNOWN = [
  'UNREACHABLE',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'BAD_USER_INPUT',
  'RATE_LIMITED',
  'QUOTA_EXCEEDED',
  'CHANNEL_SUSPENDED',
  'CHANNEL_READ_ONLY',
  'CHANNEL_UNAVAILABLE',
  'OVERLOADED',
  'INTERNAL',
] as const;

/** What went wrong, in the reader's language, with the server's own words below when they add something. */
export function FaultNotice({ fault, onRetry }: { fault: Fault | undefined; onRetry?: () => void }) {
  const { t } = useTranslation();
  if (!fault) return null;
  const code = KNOWN.find((known) => known === fault.code) ?? 'INTERNAL';
  const retry = onRetry && (
    <Button size="small" onClick={onRetry}>
      {t('ui.retry')}
    </Button>
  );
  return (
    <Notice tone="bad" title={t(`fault.${code}`)} action={retry}>
      {fault.traceId ? t('fault.trace', { id: fault.traceId }) : fault.message}
    </Notice>
  );
}
