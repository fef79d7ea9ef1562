import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Popconfirm } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type FragmentType, graphql, readFragment } from '../../generated';
import { useAction } from '../api/use-action';
import { useAbility } from '../session/abilities';
import { useTime } from '../session/channel';
import { FaultNotice } from '../ui/notice';
import { PageHeader } from '../ui/panel';
import { toast } from '../ui/toast';
import { CampaignStatusMark } from './status-mark';
import { Transitions } from './transitions';

const CloneCampaign = lazy(() => import('./clone-campaign'));

const CampaignHeaderParts = graphql(`
  fragment CampaignHeader on Campaign {
    id
    kind
    title
    status
    opensAt
    closesAt
    ...CampaignTransitions
  }
`);

const DeleteCampaignDocument = graphql(`
  mutation DeleteCampaign($id: ID!) {
    deleteCampaign(id: $id) { outcome }
  }
`);

interface Props {
  campaign: FragmentType<typeof CampaignHeaderParts>;
  show: { id: string; title: string };
}

export function CampaignHeader({ campaign: masked, show }: Props) {
  const { t } = useTranslation();
  const campaign = readFragment(CampaignHeaderParts, masked);
  const time = useTime();
  const canEdit = useAbility('edit');
  const draft = campaign.status === 'DRAFT';
  const [cloning, setCloning] = useState(false);
  const removal = useRemoval(campaign.id, show.id);
  const { opensAt, closesAt } = campaign;
  return (
    <>
      <PageHeader
        above={
          <>
            <Link to="/shows">{t('show.many')}</Link>
            <span aria-hidden>/</span>
            <Link to="/shows/$showId" params={{ showId: show.id }}>
              {show.title}
            </Link>
          </>
        }
        title={campaign.title}
        below={
          <>
            <CampaignStatusMark status={campaign.status} />
            <span>{t(`kind.${campaign.kind}`)}</span>
            {opensAt && <span>{t('campaign.opensAt', { time: time(opensAt) })}</span>}
            {closesAt && <span>{t('campaign.closesAt', { time: time(closesAt) })}</span>}
          </>
        }
        actions={
          canEdit && (
            <>
              {draft && (
                <Link to="/campaigns/$campaignId/edit" params={{ campaignId: campaign.id }}>
                  <Button>{t('ui.edit')}</Button>
                </Link>
              )}
              <Button onClick={() => setCloning(true)}>{t('campaign.clone')}</Button>
              {draft && (
                <Popconfirm
                  title={t('campaign.deleteSure')}
                  okText={t('ui.delete')}
                  cancelText={t('ui.cancel')}
                  onConfirm={removal.run}
                >
                  <Button danger loading={removal.pending}>
                    {t('ui.delete')}
                  </Button>
                </Popconfirm>
              )}
            </>
          )
        }
      />
      <FaultNotice fault={removal.fault} />
      <Transitions campaign={campaign} />
      <Suspense>
        {cloning && <CloneCampaign campaign={campaign} onClose={() => setCloning(false)} />}
      </Suspense>
    </>
  );
}

function useRemoval(id: string, showId: string) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const remove = useAction(DeleteCampaignDocument, 'Campaign');
  const run = async () => {
    const outcome = (await remove.run({ id }))?.deleteCampaign.outcome;
    if (outcome === 'DELETED') await navigate({ to: '/shows/$showId', params: { showId } });
    else if (outcome) toast(t('ui.notDone'));
  };
  return { run, pending: remove.pending, fault: remove.fault };
}
