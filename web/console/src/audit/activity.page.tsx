import { DownloadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { useZone } from '../session/channel';
import { useSession } from '../session/me';
import { wallToUtc } from '../time/time';
import { Loaded } from '../ui/loaded';
import { Pager } from '../ui/pager';
import { Empty, PageHeader, Panel } from '../ui/panel';
import styles from './activity.module.css';
import { activityRoute, ChannelActivityDocument, filterOf, PlatformActivityDocument } from './activity.route';
import { ActivityTable } from './activity-table';
import { Filters } from './filters';

/** Who did what, when and from where: of the channel for its owners, of the platform for account managers. */
export function ActivityPage() {
  const { t } = useTranslation();
  const zone = useZone();
  const { channel } = useSession();
  const search = activityRoute.useSearch();
  const navigate = activityRoute.useNavigate();
  const result = useQuery({
    query: channel ? ChannelActivityDocument : PlatformActivityDocument,
    variables: { after: search.after, filter: filterOf(search, (wall) => wallToUtc(wall, zone)) },
    requestPolicy: 'cache-and-network',
  });
  return (
    <>
      <PageHeader
        title={t('audit.many')}
        below={t(channel ? 'audit.manyHint' : 'audit.platformHint')}
        actions={
          <Button href="/console/audit.jsonl" download icon={<DownloadOutlined aria-hidden />}>
            {t('audit.export')}
          </Button>
        }
      />
      <Panel title={t('audit.log')} aside={<Filters />} bare>
        <Loaded result={result}>
          {({ events, head }) => (
            <>
              {events.nodes.length === 0 ? (
                <Empty title={t('audit.none')} hint={t('audit.noneHint')} />
              ) : (
                <ActivityTable events={events.nodes} />
              )}
              <Pager
                page={events.pageInfo}
                after={search.after}
                onTurn={(after) => void navigate({ search: { ...search, after } })}
              />
              {head && (
                <p className={styles.head}>
                  {t('audit.head')}{' '}
                  <code translate="no">
                    {head.seq}:{head.hash}
                  </code>
                  <span>{t('audit.headHint')}</span>
                </p>
              )}
            </>
          )}
        </Loaded>
      </Panel>
    </>
  );
}
