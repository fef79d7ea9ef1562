import { describe, expect, it } from 'vitest';
import { aDraw, aPacket, aVote, aWall } from '../../test/fixtures';
import { calls, currentWall, playable } from './order';

describe('the campaigns of a show', () => {
  it('stand with the open ones first and the red packet before the rest', () => {
    const order = playable([
      aPacket({ id: 'over', status: 'CLOSED', closesAt: '2027-01-29T12:00:00Z' }),
      aVote({ id: 'vote' }),
      aPacket({ id: 'later', status: 'SCHEDULED', opensAt: '2027-01-29T16:00:00Z' }),
      aPacket({ id: 'sooner', status: 'SCHEDULED', opensAt: '2027-01-29T15:00:00Z' }),
      aWall({ id: 'wall' }),
      aPacket({ id: 'draft', status: 'DRAFT' }),
      aDraw({ id: 'draw' }),
      aPacket({ id: 'just over', status: 'SETTLED', closesAt: '2027-01-29T13:00:00Z' }),
      aPacket({ id: 'packet' }),
    ]);
    expect(order.map((one) => one.id)).toEqual([
      'packet',
      'draw',
      'vote',
      'sooner',
      'later',
      'just over',
      'over',
    ]);
  });

  it('call a viewer who can still take part', () => {
    expect(calls(aPacket({}))).toBe(true);
    expect(calls(aPacket({ remaining: 0 }))).toBe(false);
    expect(calls(aDraw({ entered: true }))).toBe(false);
    expect(calls(aVote({ myChoices: ['opt_1'] }))).toBe(false);
    expect(calls(aVote({ status: 'PAUSED' }))).toBe(false);
  });

  it('have one wall at a time', () => {
    expect(
      currentWall([
        aWall({ id: 'a', status: 'CLOSED' }),
        aWall({ id: 'b' }),
        aWall({ id: 'c' }),
        aWall({ id: 'd', status: 'SCHEDULED' }),
      ])?.id,
    ).toBe('c');
    expect(currentWall([aPacket({})])).toBeNull();
  });
});
