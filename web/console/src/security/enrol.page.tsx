import { useNavigate, useRouteContext } from '@tanstack/react-router';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import styles from '../session/sign-in.module.css';
import { SignInStage } from '../session/sign-in-stage';
import { useSignOut } from '../session/use-sign-out';
import { TotpSetup } from './totp-setup';

export function EnrolPage() {
  const { t } = useTranslation();
  const { newSession } = useRouteContext({ from: '__root__' });
  const navigate = useNavigate();
  const signOut = useSignOut();
  const enter = async () => {
    newSession();
    await navigate({ to: '/' });
  };
  return (
    <SignInStage>
      <div className={styles.form}>
        <h2>{t('security.setUp')}</h2>
        <p>{t('security.mustEnrol')}</p>
        <TotpSetup onDone={() => void enter()} />
        <Button type="link" block onClick={() => void signOut()} style={{ marginTop: 16 }}>
          {t('session.signOut')}
        </Button>
      </div>
    </SignInStage>
  );
}
