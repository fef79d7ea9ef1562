import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { rootRoute } from '../app/root.route';
import { MeDocument, readSession } from '../session/me';

/** For whoever must have a second factor and has none yet: there is nothing else to see. */
export const enrolRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/enrol',
  beforeLoad: async ({ context }) => {
    const { data } = await context.client.query(MeDocument, {}).toPromise();
    const session = readSession(data?.me);
    if (!session) throw redirect({ to: '/signin' });
    if (!session.mustEnrol) throw redirect({ to: '/' });
  },
  component: lazyRouteComponent(() => import('./enrol.page'), 'EnrolPage'),
});
