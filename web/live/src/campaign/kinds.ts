/** The campaigns of the contract, told apart by `__typename`. */
import type { LiveCampaignFragment } from '../../generated/audience';

export type Campaign = LiveCampaignFragment;
export type CampaignOf<Kind extends Campaign['__typename']> = Extract<Campaign, { __typename: Kind }>;
export type RedPacket = CampaignOf<'RedPacketCampaign'>;
export type LuckyDraw = CampaignOf<'LuckyDrawCampaign'>;
export type Vote = CampaignOf<'VoteCampaign'>;
export type CommentWall = CampaignOf<'CommentWallCampaign'>;
