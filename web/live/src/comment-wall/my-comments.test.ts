import { describe, expect, it } from 'vitest';
import { isReturned, lengthOf, linesOf, type MyComment, withStanding } from './my-comments';

const mine = (clientId: string, standing: MyComment['standing'], id: string | null = null): MyComment => ({
  clientId,
  body: clientId,
  standing,
  id,
});
const comment = (id: string, postedAt: string) => ({ id, body: id, nickname: '小明', postedAt });

describe('my comments on the wall', () => {
  it('stand above the wall until the wall shows them, then once', () => {
    const wall = [comment('cmt_2', '2027-01-29T12:00:05Z'), comment('cmt_1', '2027-01-29T12:00:00Z')];
    const lines = linesOf(wall, [mine('a', 'HELD'), mine('b', 'PUBLISHED', 'cmt_2')]);
    expect(
      lines.map((line) => (line.kind === 'mine' ? line.mine.clientId : `${line.comment.id} ${line.isMine}`)),
    ).toEqual(['a', 'cmt_2 true', 'cmt_1 false']);
  });

  it('change their standing in place', () => {
    const list = withStanding(withStanding([], mine('a', 'sending')), mine('b', 'sending'));
    expect(withStanding(list, mine('a', 'HELD')).map((one) => [one.clientId, one.standing])).toEqual([
      ['b', 'sending'],
      ['a', 'HELD'],
    ]);
  });

  it('come back to the field when nothing was kept of them', () => {
    expect(
      (['PUBLISHED', 'HELD', 'REJECTED', 'NOT_OPEN', 'TOO_LONG', 'TOO_FAST'] as const).filter(isReturned),
    ).toEqual(['NOT_OPEN', 'TOO_LONG', 'TOO_FAST']);
  });

  it('are measured as a reader counts', () => {
    expect(lengthOf('龙年🐉𠮷👨‍👩‍👧')).toBe(5);
  });
});
