import type { CommentWallSettingsInput, ModerationMode } from '../../../generated/graphql';

export interface CommentWallFields {
  maxLength: number | null;
  minIntervalSeconds: number | null;
  moderation: ModerationMode;
  blockedWords: string[];
  reactions: string[];
}

/** The defaults of the contract. */
export const EMPTY: CommentWallFields = {
  maxLength: 100,
  minIntervalSeconds: 3,
  moderation: 'PUBLISH',
  blockedWords: [],
  reactions: ['applause', 'heart'],
};

export function toInput(fields: CommentWallFields): CommentWallSettingsInput {
  return {
    maxLength: fields.maxLength ?? 100,
    minIntervalSeconds: fields.minIntervalSeconds ?? 0,
    moderation: fields.moderation,
    blockedWords: once(fields.blockedWords),
    reactions: once(fields.reactions),
  };
}

function once(words: readonly string[]): string[] {
  return [...new Set(words.map((word) => word.trim()).filter(Boolean))];
}
