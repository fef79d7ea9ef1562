import { LogoutOutlined, SafetyOutlined, SearchOutlined } from '@ant-design/icons';
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { Button } from 'antd';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { nameOf } from '../session/channel';
import { roleOf, type Session, SessionProvider, useSession } from '../session/me';
import { useSignOut } from '../session/use-sign-out';
import { SupportBanner } from '../support/support-banner';
import { ClockAndConnection } from './clock';
import { menuOf } from './menu';
import { PreferenceButtons } from './preference-buttons';
import { shellRoute } from './root.route';
import styles from './shell.module.css';
import { type Overlay, useShortcuts } from './shortcuts';

const Palette = lazy(() => import('./palette'));
const ShortcutHelp = lazy(() => import('./shortcut-help'));

export function Shell() {
  const { session, setBrand } = shellRoute.useRouteContext();
  const brand = session.channel?.primaryColor;
  useEffect(() => {
    setBrand(brand);
    return () => setBrand(undefined);
  }, [brand, setBrand]);

  const [overlay, setOverlay] = useState<Overlay>();
  useShortcuts(menuOf(roleOf(session)), setOverlay);
  const close = () => setOverlay(undefined);

  return (
    <SessionProvider value={session}>
      <div className={styles.shell}>
        <Rail session={session} />
        <TopBar onFind={() => setOverlay('palette')} />
        <main className={styles.main}>
          <div className={styles.width}>
            <SupportBanner />
            <Outlet />
          </div>
        </main>
      </div>
      <Suspense>
        {overlay === 'palette' && <Palette onClose={close} />}
        {overlay === 'help' && <ShortcutHelp onClose={close} />}
      </Suspense>
    </SessionProvider>
  );
}

function Rail({ session }: { session: Session }) {
  const { t, i18n } = useTranslation();
  const { channel } = session;
  const pathname = useLocation({ select: (location) => location.pathname });
  const name = channel ? nameOf(channel, i18n.language) : t('ui.platform');
  return (
    <nav className={styles.rail} aria-label={t('menu.label')}>
      <div className={styles.channel}>
        {channel?.logoUrl ? (
          <img className={styles.logo} src={channel.logoUrl} alt="" />
        ) : (
          <div className={styles.logo} aria-hidden>
            {name.slice(0, 1).toUpperCase()}
          </div>
        )}
        <div>
          <strong>{name}</strong>
          <span>{channel?.slug ?? 'Ovation'}</span>
        </div>
      </div>
      <div className={styles.menu}>
        {menuOf(roleOf(session)).map((entry) => (
          <Link
            key={entry.to}
            to={entry.to}
            aria-current={entry.also && pathname.startsWith(entry.also) ? 'page' : undefined}
            activeProps={{ 'aria-current': 'page' }}
          >
            {entry.icon}
            {t(`menu.${entry.name}`)}
          </Link>
        ))}
      </div>
      <div className={styles.foot}>
        <kbd className={styles.kbd}>?</kbd> {t('menu.shortcuts')}
      </div>
    </nav>
  );
}

function TopBar({ onFind }: { onFind: () => void }) {
  const { t } = useTranslation();
  const session = useSession();
  const { member } = session;
  const signOut = useSignOut();
  const modifier = navigator.platform.startsWith('Mac') ? '⌘' : 'Ctrl';
  return (
    <header className={styles.bar}>
      <button type="button" className={styles.find} onClick={onFind} aria-label={t('palette.open')}>
        <SearchOutlined aria-hidden />
        <span>{t('palette.open')}</span>
        <kbd>{modifier} K</kbd>
      </button>
      <div className={styles.right}>
        <ClockAndConnection />
        <PreferenceButtons />
        <div className={styles.who}>
          <div>
            <strong>{member.name}</strong>
            <span>{session.isSupport ? t('support.many') : t(`role.${member.role}`)}</span>
          </div>
          <Link
            to="/security"
            className={styles.own}
            aria-label={t('security.title')}
            title={t('security.title')}
          >
            <SafetyOutlined aria-hidden />
          </Link>
          <Button
            type="text"
            icon={<LogoutOutlined aria-hidden />}
            aria-label={t('session.signOut')}
            title={t('session.signOut')}
            onClick={() => void signOut()}
          />
        </div>
      </div>
    </header>
  );
}
