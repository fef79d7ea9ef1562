/** Campaigns for tests. */
import type { CommentWall, LuckyDraw, RedPacket, Vote } from '../src/campaign/kinds';

const common = { id: 'camp_1', title: '零点红包雨', status: 'OPEN', opensAt: null, closesAt: null } as const;

export const aPacket = (over: Partial<RedPacket>): RedPacket => ({
  ...common,
  __typename: 'RedPacketCampaign',
  pool: { amount: '10.00', currency: 'CNY' },
  packets: 3,
  remaining: 3,
  myGrant: null,
  ...over,
});

export const aDraw = (over: Partial<LuckyDraw>): LuckyDraw => ({
  ...common,
  __typename: 'LuckyDrawCampaign',
  prizes: [{ id: 'prize_1', name: '折叠屏手机', quantity: 1, imageUrl: null }],
  entries: 12,
  entered: false,
  myEntryNumber: null,
  seedCommitment: 'ab',
  seed: null,
  myGrant: null,
  winners: { nodes: [] },
  ...over,
});

export const aVote = (over: Partial<Vote>): Vote => ({
  ...common,
  __typename: 'VoteCampaign',
  options: [
    { id: 'opt_1', label: '歌舞', imageUrl: null, votes: 2 },
    { id: 'opt_2', label: '相声', imageUrl: null, votes: 1 },
  ],
  maxChoices: 1,
  myChoices: [],
  ...over,
});

export const aWall = (over: Partial<CommentWall>): CommentWall => ({
  ...common,
  __typename: 'CommentWallCampaign',
  maxLength: 100,
  reactions: ['applause', 'heart'],
  comments: { nodes: [] },
  ...over,
});

export const aGrant = (amount: string): NonNullable<RedPacket['myGrant']> => ({
  id: 'grant_1',
  grantedAt: '2027-01-29T12:00:00Z',
  status: 'GRANTED',
  award: { __typename: 'MoneyAward', money: { amount, currency: 'CNY' } },
});
