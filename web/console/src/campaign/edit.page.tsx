import { Link, useNavigate } from '@tanstack/react-router';
import { Skeleton } from 'antd';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { graphql } from '../../generated';
import type { CampaignEditQuery, CampaignSaveOutcome, CampaignSettingsInput } from '../../generated/graphql';
import { useAction } from '../api/use-action';
import { NotFound } from '../app/not-found';
import { Loaded } from '../ui/loaded';
import { Notice } from '../ui/notice';
import { PageHeader } from '../ui/panel';
import type { KindFormProps } from './builder';
import { CampaignEditDocument, campaignEditRoute } from './campaign.route';
import { CommentWallForm, LuckyDrawForm, RedPacketForm, VoteForm } from './kinds';

const UpdateCampaignDocument = graphql(`
  mutation UpdateCampaign($id: ID!, $input: UpdateCampaignInput!) {
    updateCampaign(id: $id, input: $input) {
      outcome
      campaign { id ...CampaignHeader ...CampaignTerms }
    }
  }
`);

type Editable = NonNullable<CampaignEditQuery['campaign']>;

export function CampaignEditPage() {
  const { t } = useTranslation();
  const { campaignId } = campaignEditRoute.useParams();
  const result = useQuery({ query: CampaignEditDocument, variables: { id: campaignId } });
  return (
    <Loaded result={result}>
      {({ campaign }) =>
        campaign ? (
          <>
            <PageHeader
              above={
                <Link to="/campaigns/$campaignId" params={{ campaignId }}>
                  {campaign.title}
                </Link>
              }
              title={t('campaign.editKind', { kind: t(`kind.${campaign.kind}`) })}
            />
            {campaign.status === 'DRAFT' ? (
              <EditForm campaign={campaign} />
            ) : (
              <Notice tone="warn" title={t('save.FROZEN')} />
            )}
          </>
        ) : (
          <NotFound />
        )
      }
    </Loaded>
  );
}

function EditForm({ campaign }: { campaign: Editable }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const update = useAction(UpdateCampaignDocument);
  const [refusal, setRefusal] = useState<CampaignSaveOutcome>();
  const back = () => navigate({ to: '/campaigns/$campaignId', params: { campaignId: campaign.id } });
  const save = async (title: string, settings: CampaignSettingsInput) => {
    setRefusal(undefined);
    const answer = await update.ask({ id: campaign.id, input: { title, settings } });
    if (answer.fault) return answer.fault;
    const { outcome } = answer.data.updateCampaign;
    if (outcome === 'SAVED') await back();
    else setRefusal(outcome);
    return undefined;
  };
  const shared = {
    title: campaign.title,
    submit: t('ui.save'),
    pending: update.pending,
    fault: update.fault,
    refusal: refusal && <Notice tone="bad" title={t(`save.${refusal}`)} />,
    onSave: save,
    onCancel: () => void back(),
  };
  return (
    <Suspense fallback={<Skeleton active />}>
      <FormOf settings={campaign.settings} shared={shared} />
    </Suspense>
  );
}

function FormOf({ settings, shared }: { settings: Editable['settings']; shared: KindFormProps }) {
  switch (settings.__typename) {
    case 'RedPacketSettings':
      return <RedPacketForm {...shared} settings={settings} />;
    case 'LuckyDrawSettings':
      return <LuckyDrawForm {...shared} settings={settings} />;
    case 'VoteSettings':
      return <VoteForm {...shared} settings={settings} />;
    case 'CommentWallSettings':
      return <CommentWallForm {...shared} settings={settings} />;
  }
}
