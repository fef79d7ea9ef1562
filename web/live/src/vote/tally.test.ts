import { describe, expect, it } from 'vitest';
import { choose, shares } from './tally';

describe('shares of a vote', () => {
  it('add up to a hundred', () => {
    expect(shares([1, 1, 1])).toEqual([34, 33, 33]);
    expect(shares([2, 1])).toEqual([67, 33]);
    expect(shares([18_231, 9_120, 4_521, 2_200]).reduce((a, b) => a + b)).toBe(100);
  });

  it('are nothing before the first vote', () => {
    expect(shares([0, 0])).toEqual([0, 0]);
  });
});

describe('choosing', () => {
  it('replaces a single choice', () => {
    expect(choose(['a'], 'b', 1)).toEqual(['b']);
    expect(choose(['a'], 'a', 1)).toEqual(['a']);
  });

  it('adds up to the limit, and takes back', () => {
    expect(choose(['a'], 'b', 2)).toEqual(['a', 'b']);
    expect(choose(['a', 'b'], 'c', 2)).toEqual(['a', 'b']);
    expect(choose(['a', 'b'], 'a', 2)).toEqual(['b']);
  });
});
