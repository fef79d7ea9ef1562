import { expect, it } from 'vitest';
import { fullnessOf, shareOf } from './share';

it('never leaves the bar', () => {
  expect(shareOf('5', '10')).toBe(0.5);
  expect(shareOf('12', '10')).toBe(1);
  expect(shareOf('0', '0')).toBe(0);
  expect(shareOf('1', '0')).toBe(1);
});

it('warns from four fifths, and says full when full', () => {
  expect([0, 0.79, 0.8, 0.999, 1].map(fullnessOf)).toEqual(['ease', 'ease', 'near', 'near', 'full']);
});
