import { describe, expect, it } from 'vitest';
import { changesOf } from './changes';

describe('a change', () => {
  it('is told member by member', () => {
    expect(changesOf({ status: 'OPEN' }, { status: 'CLOSED', winners: 3 })).toEqual([
      { name: 'status', was: 'OPEN', is: 'CLOSED' },
      { name: 'winners', was: undefined, is: '3' },
    ]);
  });

  it('is nothing where nothing was recorded', () => {
    expect(changesOf(null, null)).toEqual([]);
    expect(changesOf(null, { opens_at: null })).toEqual([]);
  });

  it('does not fill the screen', () => {
    const [change] = changesOf(null, { settings: { words: 'x'.repeat(1000) } });
    expect(change?.is?.length).toBeLessThan(200);
  });
});
