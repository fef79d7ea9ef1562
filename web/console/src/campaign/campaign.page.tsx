import { Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import type { CampaignKind } from '../../generated/graphql';
import { NotFound } from '../app/not-found';
import { Loaded } from '../ui/loaded';
import tabStyles from '../ui/tab-nav.module.css';
import { CampaignDocument, campaignRoute, type Tab } from './campaign.route';
import { CampaignHeader } from './campaign-header';
import { FiguresTab } from './figures-tab';
import { isRunning } from './status';
import { CampaignTerms } from './terms';

const GrantsTab = lazy(() => import('../grant/grants-tab'));
const EntriesTab = lazy(() => import('./lucky-draw/entries-tab'));
const DrawTab = lazy(() => import('./lucky-draw/draw-tab'));
const ResultsTab = lazy(() => import('./vote/results-tab'));
const CommentsTab = lazy(() => import('./comment-wall/comments-tab'));

const TABS_OF: Record<CampaignKind, readonly Tab[]> = {
  RED_PACKET: ['figures', 'grants', 'terms'],
  LUCKY_DRAW: ['figures', 'draw', 'entries', 'grants', 'terms'],
  VOTE: ['figures', 'results', 'terms'],
  COMMENT_WALL: ['figures', 'comments', 'terms'],
};

export function CampaignPage() {
  const { campaignId } = campaignRoute.useParams();
  const { tab } = campaignRoute.useSearch();
  const result = useQuery({ query: CampaignDocument, variables: { id: campaignId } });
  return (
    <Loaded result={result}>
      {({ campaign }) => {
        if (!campaign) return <NotFound />;
        const tabs = TABS_OF[campaign.kind];
        const shown = tab && tabs.includes(tab) ? tab : 'figures';
        const live = isRunning(campaign.status);
        return (
          <>
            <CampaignHeader campaign={campaign} show={campaign.show} />
            <TabNav campaignId={campaignId} tabs={tabs} shown={shown} />
            <Suspense>
              {shown === 'figures' && <FiguresTab id={campaignId} live={live} />}
              {shown === 'grants' && <GrantsTab id={campaignId} live={live} />}
              {shown === 'entries' && <EntriesTab id={campaignId} live={live} />}
              {shown === 'draw' && <DrawTab id={campaignId} />}
              {shown === 'results' && <ResultsTab id={campaignId} live={live} />}
              {shown === 'comments' && <CommentsTab id={campaignId} live={live} />}
              {shown === 'terms' && <CampaignTerms campaign={campaign} />}
            </Suspense>
          </>
        );
      }}
    </Loaded>
  );
}

function TabNav({ campaignId, tabs, shown }: { campaignId: string; tabs: readonly Tab[]; shown: Tab }) {
  const { t } = useTranslation();
  return (
    <nav className={tabStyles.tabs} aria-label={t('campaign.tabs')}>
      {tabs.map((tab) => (
        <Link
          key={tab}
          to="/campaigns/$campaignId"
          params={{ campaignId }}
          search={{ tab }}
          aria-current={tab === shown ? 'page' : undefined}
          activeProps={{ 'aria-current': tab === shown ? 'page' : undefined }}
        >
          {t(`campaign.tab.${tab}`)}
        </Link>
      ))}
    </nav>
  );
}
