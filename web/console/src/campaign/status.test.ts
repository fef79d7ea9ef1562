import { expect, it } from 'vitest';
import { isRunning, LOOKS, mustHold } from './status';

it('asks to hold for money and draws, never for a pause', () => {
  for (const kind of ['RED_PACKET', 'LUCKY_DRAW'] as const) {
    for (const to of ['SCHEDULED', 'OPEN', 'CLOSED', 'SETTLED'] as const)
      expect(mustHold(kind, to)).toBe(true);
    expect(mustHold(kind, 'PAUSED')).toBe(false);
  }
  for (const kind of ['VOTE', 'COMMENT_WALL'] as const) expect(mustHold(kind, 'OPEN')).toBe(false);
});

it('tells every status by its shape alone', () => {
  const shapes = Object.values(LOOKS).map((look) => look.shape);
  expect(new Set(shapes).size).toBe(shapes.length);
});

it('polls only what moves', () => {
  expect(isRunning('OPEN')).toBe(true);
  expect(isRunning('SETTLED')).toBe(false);
});
