import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { graphql } from '../../generated';
import type { ShowStatus } from '../../generated/graphql';
import { shellRoute } from '../app/root.route';

export const ShowsDocument = graphql(`
  query Shows($after: String, $status: ShowStatus) {
    shows(first: 20, after: $after, status: $status) {
      nodes {
        id
        ...ShowRow
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

export const ShowDocument = graphql(`
  query Show($id: ID!) {
    show(id: $id) {
      id
      ...ShowHeader
      ...RunOfShow
      ...OnAir
      campaigns {
        id
        ...CampaignCard
      }
    }
  }
`);

/**
 * An empty list has nothing of its type in it: named here, the first one is seen when it comes. The loader
 * and the page ask with the same context, since they share one answer.
 */
export const READS_SHOWS = { additionalTypenames: ['Show'] };
export const READS_SHOW = { additionalTypenames: ['Segment', 'Campaign'] };

export const SHOW_STATUSES: readonly ShowStatus[] = ['SCHEDULED', 'ON_AIR', 'ENDED'];

interface ShowsSearch {
  status?: ShowStatus;
  after?: string;
}

export const showsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/shows',
  validateSearch: (search: Record<string, unknown>): ShowsSearch => ({
    status: SHOW_STATUSES.find((status) => status === search.status),
    after: typeof search.after === 'string' ? search.after : undefined,
  }),
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => void context.client.query(ShowsDocument, deps, READS_SHOWS).toPromise(),
  component: lazyRouteComponent(() => import('./shows.page'), 'ShowsPage'),
});

export const showRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/shows/$showId',
  loader: ({ context, params }) =>
    void context.client.query(ShowDocument, { id: params.showId }, READS_SHOW).toPromise(),
  component: lazyRouteComponent(() => import('./show.page'), 'ShowPage'),
});
