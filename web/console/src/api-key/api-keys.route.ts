import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { graphql } from '../../generated';
import { shellRoute } from '../app/root.route';

export const ApiKeysDocument = graphql(`
  query ApiKeys($after: String) {
    apiKeys(first: 50, after: $after) {
      nodes { id name hint createdAt lastUsedAt revokedAt }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

// An empty list has no ApiKey in it: named here, the first one is seen when it comes.
export const READS_KEYS = { additionalTypenames: ['ApiKey'] };

export const apiKeysRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/keys',
  validateSearch: (search: Record<string, unknown>): { after?: string } => ({
    after: typeof search.after === 'string' ? search.after : undefined,
  }),
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => void context.client.query(ApiKeysDocument, deps, READS_KEYS).toPromise(),
  component: lazyRouteComponent(() => import('./api-keys.page'), 'ApiKeysPage'),
});
