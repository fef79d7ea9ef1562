import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import type { CampaignKind } from '../../generated/graphql';
import type { KindFormProps } from './builder';

/** The only place that names every kind's form. Each is loaded when it is opened. */
const RedPacketForm = lazy(() => import('./red-packet/form'));
const LuckyDrawForm = lazy(() => import('./lucky-draw/form'));
const VoteForm = lazy(() => import('./vote/form'));
const CommentWallForm = lazy(() => import('./comment-wall/form'));

export const NEW_FORMS: Record<CampaignKind, LazyExoticComponent<ComponentType<KindFormProps>>> = {
  RED_PACKET: RedPacketForm,
  LUCKY_DRAW: LuckyDrawForm,
  VOTE: VoteForm,
  COMMENT_WALL: CommentWallForm,
};

export { CommentWallForm, LuckyDrawForm, RedPacketForm, VoteForm };
