import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type FragmentType, graphql, readFragment } from '../../generated';
import { useAction } from '../api/use-action';
import { useAbility } from '../session/abilities';
import { useMoney, useTime } from '../session/channel';
import { HoldButton } from '../ui/hold-button';
import { FaultNotice } from '../ui/notice';
import { PageHeader } from '../ui/panel';
import { ShowStatusMark } from './show-status';

const EditShow = lazy(() => import('./show-edit'));

const ShowHeaderParts = graphql(`
  fragment ShowHeader on Show {
    id
    slug
    title
    status
    startsAt
    endsAt
    prizeMoney { name used limit }
  }
`);

const StartShowDocument = graphql(`
  mutation StartShow($id: ID!) {
    startShow(id: $id) { outcome from to show { id ...ShowHeader } }
  }
`);

const EndShowDocument = graphql(`
  mutation EndShow($id: ID!) {
    endShow(id: $id) { outcome from to show { id ...ShowHeader campaigns { id status nextStatuses } } }
  }
`);

export function ShowHeader(props: { show: FragmentType<typeof ShowHeaderParts> }) {
  const { t } = useTranslation();
  const show = readFragment(ShowHeaderParts, props.show);
  const time = useTime();
  const money = useMoney();
  const canEdit = useAbility('edit');
  const canOperate = useAbility('operate');
  const [editing, setEditing] = useState(false);
  const start = useAction(StartShowDocument);
  const end = useAction(EndShowDocument);
  const { used, limit } = show.prizeMoney;

  return (
    <>
      <PageHeader
        above={<Link to="/shows">{t('show.many')}</Link>}
        title={show.title}
        below={
          <>
            <ShowStatusMark status={show.status} />
            <span>
              {time(show.startsAt)} – {time(show.endsAt, 'time')}
            </span>
            <span>{t('show.prizeMoney', { used: money.amount(used), limit: money.amount(limit) })}</span>
          </>
        }
        actions={
          <>
            {canEdit && show.status !== 'ENDED' && (
              <Button onClick={() => setEditing(true)}>{t('ui.edit')}</Button>
            )}
            {canOperate && show.status === 'SCHEDULED' && (
              <HoldButton
                tone="var(--red)"
                busy={start.pending}
                onHeld={() => void start.run({ id: show.id })}
              >
                {t('show.start')}
              </HoldButton>
            )}
            {canOperate && show.status === 'ON_AIR' && (
              <HoldButton busy={end.pending} onHeld={() => void end.run({ id: show.id })}>
                {t('show.end')}
              </HoldButton>
            )}
          </>
        }
      />
      <FaultNotice fault={start.fault ?? end.fault} />
      <Suspense>{editing && <EditShow show={show} onClose={() => setEditing(false)} />}</Suspense>
    </>
  );
}
