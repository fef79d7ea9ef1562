/** What can be played now comes first; what is over comes last, the latest of it first. */
import type { Campaign, CommentWall } from './kinds';

export type Playable = Exclude<Campaign, CommentWall>;

const BY_STATUS: Readonly<Record<Campaign['status'], number>> = {
  OPEN: 0,
  PAUSED: 1,
  SCHEDULED: 2,
  CLOSED: 3,
  SETTLED: 3,
  DRAFT: 4,
};
const BY_KIND: Readonly<Record<Playable['__typename'], number>> = {
  RedPacketCampaign: 0,
  LuckyDrawCampaign: 1,
  VoteCampaign: 2,
};

export function playable(campaigns: readonly Campaign[]): Playable[] {
  return campaigns
    .filter((one): one is Playable => one.__typename !== 'CommentWallCampaign' && one.status !== 'DRAFT')
    .sort(
      (a, b) =>
        BY_STATUS[a.status] - BY_STATUS[b.status] ||
        byTime(a, b) ||
        BY_KIND[a.__typename] - BY_KIND[b.__typename],
    );
}

function byTime(a: Playable, b: Playable): number {
  if (a.status === 'SCHEDULED')
    return time(a.opensAt, Number.MAX_SAFE_INTEGER) - time(b.opensAt, Number.MAX_SAFE_INTEGER);
  if (BY_STATUS[a.status] === BY_STATUS.CLOSED) return time(b.closesAt, 0) - time(a.closesAt, 0);
  return 0;
}

const time = (iso: string | null, missing: number): number => (iso ? Date.parse(iso) : missing);

/** Open, and this viewer has not taken part yet. */
export function calls(campaign: Playable): boolean {
  if (campaign.status !== 'OPEN') return false;
  switch (campaign.__typename) {
    case 'RedPacketCampaign':
      return !campaign.myGrant && campaign.remaining > 0;
    case 'LuckyDrawCampaign':
      return !campaign.entered;
    case 'VoteCampaign':
      return campaign.myChoices.length === 0;
  }
}

/** The wall that was opened last, else the last one there was. */
export function currentWall(campaigns: readonly Campaign[]): CommentWall | null {
  const walls = campaigns.filter(
    (one): one is CommentWall => one.__typename === 'CommentWallCampaign' && one.status !== 'DRAFT',
  );
  const last = (some: CommentWall[]) => some[some.length - 1];
  return last(walls.filter((wall) => wall.status === 'OPEN')) ?? last(walls) ?? null;
}
