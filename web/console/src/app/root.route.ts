import {
  createRootRouteWithContext,
  createRoute,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import type { Client } from 'urql';
import { MeDocument, readSession, type Session } from '../session/me';

export interface AppContext {
  client: Client;
  /** The accent: the channel's own colour. */
  setBrand: (colour: string | undefined) => void;
  /** Forgets everything that was read, and answers with a client that has read nothing. */
  newSession: () => Client;
}

export const rootRoute = createRootRouteWithContext<AppContext>()({});

/** Everything that needs a session. Whoever has none is sent to sign in, and back afterwards. */
export const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  beforeLoad: async ({ context, location }): Promise<{ session: Session }> => {
    const { data } = await context.client.query(MeDocument, {}).toPromise();
    const session = readSession(data?.me);
    if (!session) throw redirect({ to: '/signin', search: { next: location.href } });
    if (session.mustEnrol) throw redirect({ to: '/enrol' });
    return { session };
  },
  component: lazyRouteComponent(() => import('./shell'), 'Shell'),
});

export const homeRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/',
  beforeLoad: ({ context }) => {
    throw redirect({ to: context.session.channel ? '/shows' : '/channels' });
  },
});
