/** What this viewer wrote since the page was opened, and what became of each. */
import type { CommentOutcome } from '../../generated/audience';
import type { CommentWall } from '../campaign/kinds';

export interface MyComment {
  /** Made here; the same one again is the same comment to the server. */
  clientId: string;
  body: string;
  standing: 'sending' | 'failed' | 'PUBLISHED' | 'HELD' | 'REJECTED';
  /** Once the server has one. */
  id: string | null;
}

/** Refusals that leave nothing behind: the words go back into the field. */
export type Returned = Extract<CommentOutcome, 'NOT_OPEN' | 'TOO_LONG' | 'TOO_FAST'>;

export function isReturned(outcome: CommentOutcome): outcome is Returned {
  return outcome === 'NOT_OPEN' || outcome === 'TOO_LONG' || outcome === 'TOO_FAST';
}

export function withStanding(list: readonly MyComment[], changed: MyComment): MyComment[] {
  const known = list.some((one) => one.clientId === changed.clientId);
  return known ? list.map((one) => (one.clientId === changed.clientId ? changed : one)) : [changed, ...list];
}

export type Line =
  | { kind: 'mine'; mine: MyComment }
  | { kind: 'comment'; comment: CommentWall['comments']['nodes'][number]; isMine: boolean };

/** Newest first: mine that the wall does not show yet, then the wall. */
export function linesOf(wall: CommentWall['comments']['nodes'], mine: readonly MyComment[]): Line[] {
  const shown = new Set(wall.map((comment) => comment.id));
  const ids = new Set(mine.map((one) => one.id));
  return [
    ...mine
      .filter((one) => one.id === null || !shown.has(one.id))
      .map((one): Line => ({ kind: 'mine', mine: one })),
    ...wall.map((comment): Line => ({ kind: 'comment', comment, isMine: ids.has(comment.id) })),
  ];
}

/** As a reader counts, and so does the server; an old browser counts code points, which are never fewer. */
export function lengthOf(text: string): number {
  if (!('Segmenter' in Intl)) return [...text].length;
  let length = 0;
  for (const _ of new Intl.Segmenter().segment(text)) length += 1;
  return length;
}
