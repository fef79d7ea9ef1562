import { type CSSProperties, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ConnectionState, serverNow, useConnection } from '../api/connection';
import { useTime, useZone } from '../session/channel';
import styles from './clock.module.css';

const TONES: Record<ConnectionState, string> = {
  connecting: 'var(--grey)',
  online: 'var(--green)',
  retrying: 'var(--amber)',
  offline: 'var(--red)',
};

/** The server's clock in the channel's zone, and whether the server can be reached: always in view. */
export function ClockAndConnection() {
  const { t } = useTranslation();
  const { state, clockOffsetMs, latencyMs } = useConnection();
  const time = useTime();
  const zone = useZone();
  const now = useTick();
  const offset = clockOffsetMs === 0 ? '' : t('connection.offset', { seconds: clockOffsetMs / 1000 });
  const details = [zone, latencyMs === undefined ? '' : t('connection.latency', { ms: latencyMs }), offset];
  return (
    <div className={styles.clock} title={details.filter(Boolean).join(' · ')}>
      <span className={styles.dot} style={{ '--tone': TONES[state] } as CSSProperties} role="status">
        <span>
          {t(`connection.${state}`)}
          {offset && ` · ${offset}`}
        </span>
      </span>
      <time>{time(now, 'seconds')}</time>
    </div>
  );
}

function useTick(): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
