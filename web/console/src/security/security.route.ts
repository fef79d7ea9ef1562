import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { graphql } from '../../generated';
import { shellRoute } from '../app/root.route';

export const SecurityDocument = graphql(`
  query Security {
    secondFactor { enrolledAt recoveryCodesLeft isRequired }
    sessions { id createdAt lastUsedAt address agent isThis }
  }
`);

/** Every mutation of this page changes what its query shows, also where the answer does not say so. */
export const READS_SECURITY = { additionalTypenames: ['MemberSession', 'SecondFactor'] };

export const securityRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/security',
  loader: ({ context }) => void context.client.query(SecurityDocument, {}, READS_SECURITY).toPromise(),
  component: lazyRouteComponent(() => import('./security.page'), 'SecurityPage'),
});
