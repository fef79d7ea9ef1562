import { PlusOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { type FragmentType, graphql, readFragment } from '../../generated';
import { useAbility } from '../session/abilities';
import { useNumber, useTime } from '../session/channel';
import { Chips } from '../ui/chips';
import { Loaded } from '../ui/loaded';
import { Pager } from '../ui/pager';
import { Empty, PageHeader, Panel } from '../ui/panel';
import { READS_SHOWS, SHOW_STATUSES, ShowsDocument, showsRoute } from './show.route';
import { ShowStatusMark } from './show-status';
import styles from './shows.module.css';

const CreateShow = lazy(() => import('./show-form'));

const ShowRowParts = graphql(`
  fragment ShowRow on Show {
    id
    slug
    title
    status
    startsAt
    endsAt
    segments { id }
    campaigns { id }
  }
`);

export function ShowsPage() {
  const { t } = useTranslation();
  const search = showsRoute.useSearch();
  const navigate = showsRoute.useNavigate();
  const canEdit = useAbility('edit');
  const [creating, setCreating] = useState(false);
  const result = useQuery({ query: ShowsDocument, variables: search, context: READS_SHOWS });
  const create = canEdit && (
    <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setCreating(true)}>
      {t('show.create')}
    </Button>
  );
  const filters = [
    { value: 'ALL', label: t('ui.all') },
    ...SHOW_STATUSES.map((value) => ({ value, label: t(`show.status.${value}`) })),
  ];
  return (
    <>
      <PageHeader title={t('show.many')} below={t('show.manyHint')} actions={create} />
      <Panel
        title={t('show.schedule')}
        bare
        aside={
          <Chips
            label={t('ui.filter')}
            value={search.status ?? 'ALL'}
            options={filters}
            onChange={(value) =>
              void navigate({ search: { status: SHOW_STATUSES.find((status) => status === value) } })
            }
          />
        }
      >
        <Loaded result={result}>
          {({ shows }) => (
            <>
              {shows.nodes.length === 0 && (
                <Empty
                  title={t(search.status ? 'show.noneSuch' : 'show.none')}
                  hint={t('show.noneHint')}
                  action={create}
                />
              )}
              <ul className={styles.list} aria-label={t('show.many')}>
                {shows.nodes.map((show) => (
                  <li key={show.id}>
                    <ShowRow show={show} />
                  </li>
                ))}
              </ul>
              <Pager
                page={shows.pageInfo}
                after={search.after}
                onTurn={(after) => void navigate({ search: { ...search, after } })}
              />
            </>
          )}
        </Loaded>
      </Panel>
      <Suspense>{creating && <CreateShow onClose={() => setCreating(false)} />}</Suspense>
    </>
  );
}

function ShowRow(props: { show: FragmentType<typeof ShowRowParts> }) {
  const { t } = useTranslation();
  const time = useTime();
  const number = useNumber();
  const show = readFragment(ShowRowParts, props.show);
  return (
    <Link to="/shows/$showId" params={{ showId: show.id }} className={styles.row}>
      <div className={styles.date}>
        <b>{time(show.startsAt, 'time')}</b>
        <span>{time(show.startsAt, 'day')}</span>
      </div>
      <div>
        <div className={styles.title}>{show.title}</div>
        <div className={styles.meta}>
          {t('show.until', { time: time(show.endsAt, 'time') })} · {show.slug}
        </div>
      </div>
      <div className={styles.count}>
        {t('show.counts', {
          segments: number(show.segments.length),
          campaigns: number(show.campaigns.length),
        })}
      </div>
      <div className={styles.status}>
        <ShowStatusMark status={show.status} />
      </div>
    </Link>
  );
}
