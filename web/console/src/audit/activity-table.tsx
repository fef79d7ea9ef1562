import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type FragmentType, graphql, readFragment } from '../../generated';
import type { ActivityEventFragment } from '../../generated/graphql';
import { useTime } from '../session/channel';
import { DataTable } from '../ui/data-table';
import styles from './activity.module.css';
import { activityRoute } from './activity.route';
import { Difference } from './difference';

export const ActivityEventParts = graphql(`
  fragment ActivityEvent on AuditEvent {
    id
    seq
    at
    actor { kind id name }
    action
    channel
    target
    before
    after
    address
    agent
    systemUser
  }
`);

interface Props {
  events: readonly ({ id: string } & FragmentType<typeof ActivityEventParts>)[];
}

export function ActivityTable(props: Props) {
  const { t } = useTranslation();
  const time = useTime();
  const events = props.events.map((event) => readFragment(ActivityEventParts, event));
  return (
    <div className={styles.log}>
      <DataTable
        label={t('audit.log')}
        rows={events}
        rowKey={(event) => event.id}
        columns={[
          {
            key: 'at',
            title: t('audit.when'),
            cell: (event) => (
              <div className={styles.when}>
                <time dateTime={event.at} title={event.at}>
                  {time(event.at, 'seconds')}
                </time>
                <small>{time(event.at, 'day')}</small>
              </div>
            ),
          },
          { key: 'actor', title: t('audit.who'), cell: (event) => <Who event={event} /> },
          { key: 'action', title: t('audit.what'), cell: (event) => <What event={event} /> },
          {
            key: 'change',
            title: t('audit.change'),
            cell: (event) => <Difference before={event.before} after={event.after} />,
          },
          {
            key: 'from',
            title: t('audit.whence'),
            cell: (event) => (
              <span className={styles.whence} title={event.agent ?? undefined} translate="no">
                {event.address ?? event.systemUser ?? '–'}
              </span>
            ),
          },
        ]}
      />
    </div>
  );
}

function Who({ event: { actor } }: { event: ActivityEventFragment }) {
  const { t } = useTranslation();
  const search = activityRoute.useSearch();
  const kind = t(`audit.actor.${actor.kind}`);
  if (!actor.id) return <b>{kind}</b>;
  return (
    <Link
      to="/activity"
      search={{ ...search, actor: actor.id, after: undefined }}
      className={styles.who}
      title={t('audit.filterByOne')}
    >
      <b>{actor.name ?? t('audit.gone')}</b>
      <small>{kind}</small>
    </Link>
  );
}

function What({ event }: { event: ActivityEventFragment }) {
  const { t, i18n } = useTranslation();
  const key = `audit.action.${event.action}`;
  // An action that this page has no words for yet is shown as it is recorded.
  const words = i18n.exists(key) ? t(key as 'audit.action.audit.export') : event.action;
  return (
    <div className={styles.what}>
      <b>{words}</b>
      <Target target={event.target} channel={event.channel} />
    </div>
  );
}

function Target({ target, channel }: { target: string | null; channel: string | null }) {
  if (!target) return null;
  const short = (
    <code translate="no" title={target}>
      {target.slice(0, target.indexOf('_') + 7)}…
    </code>
  );
  if (target.startsWith('camp_')) {
    return (
      <Link to="/campaigns/$campaignId" params={{ campaignId: target }}>
        {short}
      </Link>
    );
  }
  if (target.startsWith('show_')) {
    return (
      <Link to="/shows/$showId" params={{ showId: target }}>
        {short}
      </Link>
    );
  }
  return target.startsWith('chan_') && channel ? <code translate="no">{channel}</code> : short;
}
