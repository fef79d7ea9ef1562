import { createRouter } from '@tanstack/react-router';
import type { Client } from 'urql';
import { apiKeysRoute } from '../api-key/api-keys.route';
import { activityRoute } from '../audit/activity.route';
import { campaignEditRoute, campaignNewRoute, campaignRoute } from '../campaign/campaign.route';
import { channelRoute, channelsRoute, provisionRoute, quotasRoute } from '../channel/channel.route';
import { dataRoute } from '../data/data.route';
import { membersRoute } from '../member/members.route';
import { enrolRoute } from '../security/enrol.route';
import { securityRoute } from '../security/security.route';
import { signInRoute } from '../session/sign-in.route';
import { showRoute, showsRoute } from '../show/show.route';
import { NotFound, RouteFault } from './not-found';
import { homeRoute, rootRoute, shellRoute } from './root.route';

const routeTree = rootRoute.addChildren([
  signInRoute,
  enrolRoute,
  shellRoute.addChildren([
    homeRoute,
    showsRoute,
    showRoute,
    campaignNewRoute,
    campaignRoute,
    campaignEditRoute,
    membersRoute,
    apiKeysRoute,
    dataRoute,
    activityRoute,
    quotasRoute,
    channelsRoute,
    channelRoute,
    provisionRoute,
    securityRoute,
  ]),
]);

export function createAppRouter(client: Client) {
  return createRouter({
    routeTree,
    basepath: '/console',
    context: { client, setBrand: () => {}, newSession: () => client },
    defaultPreload: 'intent',
    scrollRestoration: true,
    defaultNotFoundComponent: NotFound,
    defaultErrorComponent: RouteFault,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
