import { describe, expect, it } from 'vitest';
import { aGrant, aPacket } from '../../test/fixtures';
import { stateOf } from './state';

describe('a red packet, to one viewer', () => {
  it('is theirs as soon as they were told, though the last poll did not know', () => {
    expect(stateOf(aPacket({}), { outcome: 'WON', grant: aGrant('1.88') }).kind).toBe('granted');
    expect(
      stateOf(aPacket({ remaining: 0, status: 'CLOSED' }), { outcome: 'ALREADY', grant: aGrant('1.88') })
        .kind,
    ).toBe('granted');
  });

  it('is theirs on a new visit too', () => {
    expect(stateOf(aPacket({ myGrant: aGrant('1.88'), status: 'SETTLED' }), null).kind).toBe('granted');
  });

  it.each([
    [aPacket({}), null, 'open'],
    [aPacket({}), 'SOLD_OUT', 'soldOut'],
    [aPacket({ remaining: 0 }), null, 'soldOut'],
    [aPacket({ remaining: 0, status: 'CLOSED' }), null, 'soldOut'],
    [aPacket({ status: 'CLOSED' }), null, 'closed'],
    [aPacket({ status: 'PAUSED' }), null, 'paused'],
    [aPacket({ status: 'SCHEDULED' }), 'NOT_OPEN', 'waiting'],
  ] as const)('%#', (campaign, outcome, kind) => {
    expect(stateOf(campaign, outcome && { outcome, grant: null }).kind).toBe(kind);
  });

  it('can be tried again when it opened just after', () => {
    expect(stateOf(aPacket({}), { outcome: 'NOT_OPEN', grant: null })).toEqual({
      kind: 'open',
      notOpenYet: true,
    });
  });
});
