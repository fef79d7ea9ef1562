import { useNavigate, useRouteContext } from '@tanstack/react-router';
import { Button } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { graphql } from '../../generated';
import { useAction } from '../api/use-action';
import { useTime } from '../session/channel';
import { type Session, useSession } from '../session/me';
import { READS_GRANTS } from './support';
import styles from './support.module.css';

const BannerDocument = graphql(`
  query SupportBanner {
    channel { id supportAccess { id role reason expiresAt visits { name enteredAt leftAt } } }
  }
`);

const LeaveChannelDocument = graphql(`
  mutation LeaveChannel {
    leaveChannel { left }
  }
`);

const EVERY_MS = 30_000;

/** While support may come in, everybody in the channel sees it; and support sees that it is inside, and the way out. */
export function SupportBanner() {
  const session = useSession();
  return session.channel ? <Banner session={session} /> : null;
}

function Banner({ session }: { session: Session }) {
  const { t } = useTranslation();
  const time = useTime();
  const [{ data }, ask] = useQuery({
    query: BannerDocument,
    context: READS_GRANTS,
    requestPolicy: 'cache-and-network',
  });
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) ask({ requestPolicy: 'network-only' });
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [ask]);
  const access = data?.channel.supportAccess;
  if (!access) return null;
  const until = time(access.expiresAt);
  const inside = access.visits.filter((visit) => !visit.leftAt && visit.name).map((visit) => visit.name);
  const names = [...new Set(inside)].join(t('ui.listComma'));
  return (
    <aside className={styles.banner} aria-label={t('support.many')}>
      <div>
        <strong>
          {session.isSupport
            ? t('support.youAreInside', { role: t(`role.${access.role}`) })
            : t('support.mayCome', { role: t(`role.${access.role}`) })}
        </strong>
        <span>
          {t('support.bannerFor', { reason: access.reason, until })}
          {!session.isSupport && names && ` ${t('support.insideNow', { names })}`}
        </span>
      </div>
      {session.isSupport && <Leave />}
    </aside>
  );
}

function Leave() {
  const { t } = useTranslation();
  const leave = useAction(LeaveChannelDocument);
  const { newSession } = useRouteContext({ from: '__root__' });
  const navigate = useNavigate();
  const act = async () => {
    if (!(await leave.run({}))) return;
    newSession();
    await navigate({ to: '/channels' });
  };
  return (
    <Button size="small" loading={leave.pending} onClick={() => void act()}>
      {t('support.leave')}
    </Button>
  );
}
