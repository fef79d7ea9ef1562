import { useNavigate, useRouteContext } from '@tanstack/react-router';
import { Button, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SecurityQuery } from '../../generated/graphql';
import { useTime } from '../session/channel';
import { StatusMark } from '../ui/status-mark';
import { DisableTotp, RenewCodes } from './prove';
import styles from './security.module.css';
import { TotpSetup } from './totp-setup';

type Doing = 'setUp' | 'renew' | 'turnOff';

export function SecondFactorPanel({ factor }: { factor: SecurityQuery['secondFactor'] }) {
  const { t } = useTranslation();
  const time = useTime();
  const [doing, setDoing] = useState<Doing>();
  const { newSession } = useRouteContext({ from: '__root__' });
  const navigate = useNavigate();
  const close = () => setDoing(undefined);
  // The session has a new cookie: what was read under the old one is read again.
  const begin = async () => {
    close();
    newSession();
    await navigate({ to: '/security' });
  };
  if (!factor.enrolledAt) {
    return (
      <>
        <div className={styles.fact}>
          <StatusMark shape="dashed" tone="var(--amber)">
            {t('security.off')}
          </StatusMark>
        </div>
        <p className={styles.hint}>{t('security.offHint')}</p>
        <Button type="primary" onClick={() => setDoing('setUp')}>
          {t('security.setUp')}
        </Button>
        {doing === 'setUp' && (
          <Modal open title={t('security.setUp')} footer={null} onCancel={close} mask={{ closable: false }}>
            <TotpSetup onDone={() => void begin()} />
          </Modal>
        )}
      </>
    );
  }
  return (
    <>
      <div className={styles.fact}>
        <StatusMark shape="check" tone="var(--green)">
          {t('security.on')}
        </StatusMark>
        <span>{t('security.since', { time: time(factor.enrolledAt) })}</span>
      </div>
      <p className={styles.hint}>{t('security.codesLeft', { count: factor.recoveryCodesLeft })}</p>
      <div className={styles.row}>
        <Button onClick={() => setDoing('renew')}>{t('security.renew')}</Button>
        {!factor.isRequired && (
          <Button danger onClick={() => setDoing('turnOff')}>
            {t('security.turnOff')}
          </Button>
        )}
      </div>
      {doing === 'renew' && <RenewCodes onClose={close} />}
      {doing === 'turnOff' && <DisableTotp onClose={close} />}
    </>
  );
}
