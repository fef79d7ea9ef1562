import { expect, it } from 'vitest';
import { EMPTY, toInput } from './input';

it('keeps words once, without the spaces around them', () => {
  const input = toInput({ ...EMPTY, blockedWords: [' spam', 'spam ', '', '广告'], minIntervalSeconds: null });
  expect(input.blockedWords).toEqual(['spam', '广告']);
  expect(input.minIntervalSeconds).toBe(0);
  expect(input.reactions).toEqual(['applause', 'heart']);
});
