import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { aDraw, aGrant } from '../../test/fixtures';
import { seedMatches } from './seed';
import { stateOf } from './state';

describe('a draw, to one viewer', () => {
  it.each([
    [aDraw({}), null, 'open'],
    [aDraw({}), 'ENTERED', 'entered'],
    [aDraw({}), 'ALREADY', 'entered'],
    [aDraw({}), 'NOT_OPEN', 'open'],
    [aDraw({ entered: true, status: 'CLOSED' }), null, 'entered'],
    [aDraw({ status: 'CLOSED' }), null, 'closed'],
    [aDraw({ status: 'PAUSED' }), null, 'paused'],
    [aDraw({ status: 'SCHEDULED' }), null, 'waiting'],
    [aDraw({ status: 'CLOSED', seed: 'ab', entered: true }), null, 'lost'],
    [aDraw({ status: 'CLOSED', seed: 'ab', entered: true, myGrant: aGrant('1') }), null, 'won'],
    [aDraw({ status: 'CLOSED', seed: 'ab' }), null, 'drawn'],
  ] as const)('%#', (campaign, outcome, state) => {
    expect(stateOf(campaign, outcome)).toBe(state);
  });
});

describe('the seed', () => {
  const seed = '00ff10'.padEnd(64, 'a7');
  const commitment = createHash('sha256').update(Buffer.from(seed, 'hex')).digest('hex');

  it('is held against its commitment', async () => {
    expect(await seedMatches(seed, commitment)).toBe(true);
    expect(await seedMatches(seed, commitment.toUpperCase())).toBe(true);
    expect(await seedMatches(seed.replace('ff', 'fe'), commitment)).toBe(false);
  });
});
