import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { graphql } from '../../generated';
import { shellRoute } from '../app/root.route';

export const QuotasDocument = graphql(`
  query Quotas {
    channel { id slug currency ...ChannelQuotas ...ChannelFacts }
  }
`);

export const ChannelsDocument = graphql(`
  query Channels($after: String) {
    channels(first: 50, after: $after) {
      nodes { id ...ChannelRow }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

export const ChannelDocument = graphql(`
  query Channel($slug: String!) {
    channelBySlug(slug: $slug) {
      id
      slug
      manifest
      ...ChannelHeader
      ...EnterChannel
      ...ChannelQuotas
      ...ChannelFacts
    }
  }
`);

export const quotasRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/quotas',
  loader: ({ context }) => void context.client.query(QuotasDocument, {}).toPromise(),
  component: lazyRouteComponent(() => import('./quotas.page'), 'QuotasPage'),
});

export const channelsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/channels',
  validateSearch: (search: Record<string, unknown>): { after?: string } => ({
    after: typeof search.after === 'string' ? search.after : undefined,
  }),
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => void context.client.query(ChannelsDocument, deps).toPromise(),
  component: lazyRouteComponent(() => import('./channels.page'), 'ChannelsPage'),
});

export const channelRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/channels/$slug',
  loader: ({ context, params }) => void context.client.query(ChannelDocument, params).toPromise(),
  component: lazyRouteComponent(() => import('./channel.page'), 'ChannelPage'),
});

/** A new channel; with `?channel=` the manifest of one that is there. */
export const provisionRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/provision',
  validateSearch: (search: Record<string, unknown>): { channel?: string } => ({
    channel: typeof search.channel === 'string' ? search.channel : undefined,
  }),
  component: lazyRouteComponent(() => import('./provision.page'), 'ProvisionPage'),
});
