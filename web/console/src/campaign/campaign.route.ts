import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { graphql } from '../../generated';
import type { CampaignKind, CommentStatus } from '../../generated/graphql';
import { shellRoute } from '../app/root.route';
import { METRICS, type Metric } from './metric';

export const CampaignDocument = graphql(`
  query Campaign($id: ID!) {
    campaign(id: $id) {
      id
      kind
      status
      show { id title }
      ...CampaignHeader
      ...CampaignTerms
    }
  }
`);

export const CampaignEditDocument = graphql(`
  query CampaignEdit($id: ID!) {
    campaign(id: $id) {
      id
      title
      kind
      status
      show { id title }
      settings {
        __typename
        ...RedPacketTerms
        ...LuckyDrawTerms
        ...VoteTerms
        ...CommentWallTerms
      }
    }
  }
`);

export const CampaignNewDocument = graphql(`
  query CampaignNew($showId: ID!) {
    show(id: $showId) { id title prizeMoney { name used limit } }
  }
`);

export const KINDS: readonly CampaignKind[] = ['RED_PACKET', 'LUCKY_DRAW', 'VOTE', 'COMMENT_WALL'];
export const COMMENT_STATUSES: readonly CommentStatus[] = ['HELD', 'PUBLISHED', 'REJECTED'];
export const TABS = ['figures', 'grants', 'entries', 'draw', 'results', 'comments', 'terms'] as const;
export type Tab = (typeof TABS)[number];

interface CampaignSearch {
  tab?: Tab;
  metric?: Metric;
  comments?: CommentStatus;
  after?: string;
}

export const campaignRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/campaigns/$campaignId',
  validateSearch: (search: Record<string, unknown>): CampaignSearch => ({
    tab: TABS.find((tab) => tab === search.tab),
    metric: METRICS.find((metric) => metric === search.metric),
    comments: COMMENT_STATUSES.find((status) => status === search.comments),
    after: typeof search.after === 'string' ? search.after : undefined,
  }),
  loader: ({ context, params }) =>
    void context.client.query(CampaignDocument, { id: params.campaignId }).toPromise(),
  component: lazyRouteComponent(() => import('./campaign.page'), 'CampaignPage'),
});

export const campaignEditRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/campaigns/$campaignId/edit',
  loader: ({ context, params }) =>
    void context.client.query(CampaignEditDocument, { id: params.campaignId }).toPromise(),
  component: lazyRouteComponent(() => import('./edit.page'), 'CampaignEditPage'),
});

export const campaignNewRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/shows/$showId/campaigns/new',
  validateSearch: (search: Record<string, unknown>): { kind?: CampaignKind } => ({
    kind: KINDS.find((kind) => kind === search.kind),
  }),
  loader: ({ context, params }) => void context.client.query(CampaignNewDocument, params).toPromise(),
  component: lazyRouteComponent(() => import('./new.page'), 'CampaignNewPage'),
});
