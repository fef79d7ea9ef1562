import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { graphql } from '../../generated';
import type { AuditFilter } from '../../generated/graphql';
import { shellRoute } from '../app/root.route';

export const ChannelActivityDocument = graphql(`
  query ChannelActivity($after: String, $filter: AuditFilter) {
    events: auditEvents(first: 50, after: $after, filter: $filter) {
      nodes { id ...ActivityEvent }
      pageInfo { hasNextPage endCursor }
    }
    head: auditHead { seq hash }
  }
`);

export const PlatformActivityDocument = graphql(`
  query PlatformActivity($after: String, $filter: AuditFilter) {
    events: platformAuditEvents(first: 50, after: $after, filter: $filter) {
      nodes { id ...ActivityEvent }
      pageInfo { hasNextPage endCursor }
    }
    head: platformAuditHead { seq hash }
  }
`);

export interface ActivitySearch {
  after?: string;
  /** A noun: all that was done to campaigns. */
  action?: string;
  actor?: string;
  target?: string;
  /** Days on the wall of the channel, both included. */
  from?: string;
  to?: string;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

function text(value: unknown, shape: RegExp): string | undefined {
  return typeof value === 'string' && shape.test(value) ? value : undefined;
}

export const activityRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/activity',
  validateSearch: (search: Record<string, unknown>): ActivitySearch => ({
    after: text(search.after, /./),
    action: text(search.action, /^[a-z_.]+$/),
    actor: text(search.actor, /^[a-z]+_\w+$/),
    target: text(search.target, /^[a-z]+_\w+$/),
    from: text(search.from, DAY),
    to: text(search.to, DAY),
  }),
  component: lazyRouteComponent(() => import('./activity.page'), 'ActivityPage'),
});

/** A day's end is the next day's beginning. */
export function filterOf(search: ActivitySearch, toUtc: (wall: string) => string): AuditFilter {
  const next = (day: string) =>
    new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
  return {
    action: search.action ?? null,
    actor: search.actor ?? null,
    target: search.target ?? null,
    from: search.from ? toUtc(`${search.from} 00:00`) : null,
    to: search.to ? toUtc(`${next(search.to)} 00:00`) : null,
  };
}
