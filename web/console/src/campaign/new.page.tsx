import { Link, useNavigate } from '@tanstack/react-router';
import { Skeleton } from 'antd';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { graphql } from '../../generated';
import type { CampaignKind, CampaignSettingsInput } from '../../generated/graphql';
import { useAction } from '../api/use-action';
import { NotFound } from '../app/not-found';
import { useMoney } from '../session/channel';
import { Loaded } from '../ui/loaded';
import { PageHeader } from '../ui/panel';
import { toast } from '../ui/toast';
import styles from './builder.module.css';
import { CampaignNewDocument, campaignNewRoute, KINDS } from './campaign.route';
import { KindIcon } from './kind-icon';
import { NEW_FORMS } from './kinds';

const CreateCampaignDocument = graphql(`
  mutation CreateCampaign($input: CreateCampaignInput!) {
    createCampaign(input: $input) { outcome campaign { id title } }
  }
`);

/** First the kind, then its form; the kind is in the URL, so that back means back. */
export function CampaignNewPage() {
  const { t } = useTranslation();
  const params = campaignNewRoute.useParams();
  const { kind } = campaignNewRoute.useSearch();
  const money = useMoney();
  const result = useQuery({ query: CampaignNewDocument, variables: params });
  return (
    <Loaded result={result}>
      {({ show }) => {
        if (!show) return <NotFound />;
        const { used, limit } = show.prizeMoney;
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
              title={kind ? t('campaign.buildKind', { kind: t(`kind.${kind}`) }) : t('campaign.build')}
              below={t('show.prizeMoney', { used: money.amount(used), limit: money.amount(limit) })}
            />
            {kind ? <NewForm key={kind} showId={show.id} kind={kind} /> : <KindChoice showId={show.id} />}
          </>
        );
      }}
    </Loaded>
  );
}

function KindChoice({ showId }: { showId: string }) {
  const { t } = useTranslation();
  return (
    <ul className={styles.kinds} aria-label={t('campaign.chooseKind')}>
      {KINDS.map((kind) => (
        <li key={kind}>
          <Link
            to="/shows/$showId/campaigns/new"
            params={{ showId }}
            search={{ kind }}
            className={styles.kind}
          >
            <KindIcon kind={kind} />
            <strong>{t(`kind.${kind}`)}</strong>
            <p>{t(`kindHint.${kind}`)}</p>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function NewForm({ showId, kind }: { showId: string; kind: CampaignKind }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const create = useAction(CreateCampaignDocument);
  const KindForm = NEW_FORMS[kind];
  const save = async (title: string, settings: CampaignSettingsInput) => {
    const answer = await create.ask({ input: { showId, title, settings } });
    if (answer.fault) return answer.fault;
    const { campaign, outcome } = answer.data.createCampaign;
    if (campaign) await navigate({ to: '/campaigns/$campaignId', params: { campaignId: campaign.id } });
    else toast(t(`save.${outcome}`));
    return undefined;
  };
  return (
    <Suspense fallback={<Skeleton active />}>
      <KindForm
        submit={t('campaign.saveDraft')}
        pending={create.pending}
        fault={create.fault}
        onSave={save}
        onCancel={() => void navigate({ to: '/shows/$showId', params: { showId } })}
      />
    </Suspense>
  );
}
