import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { graphql } from '../../generated';
import { shellRoute } from '../app/root.route';

export const MembersDocument = graphql(`
  query Members($after: String) {
    members(first: 50, after: $after) {
      nodes { id ...MemberRow }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

export const membersRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/members',
  validateSearch: (search: Record<string, unknown>): { after?: string } => ({
    after: typeof search.after === 'string' ? search.after : undefined,
  }),
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => void context.client.query(MembersDocument, deps).toPromise(),
  component: lazyRouteComponent(() => import('./members.page'), 'MembersPage'),
});
