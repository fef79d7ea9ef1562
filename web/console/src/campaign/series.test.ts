import { describe, expect, it } from 'vitest';
import { linesOf, type Minute } from './series';

const minute = (at: string, won: number, money = '0.00'): Minute => ({
  minute: `2027-02-05T12:${at}:00Z`,
  tries: won + 1,
  distinctViewers: won,
  moneyGranted: money,
  outcomes: [{ outcome: 'WON', count: won }],
});

describe('the lines of the chart', () => {
  it('shows a quiet minute as zero', () => {
    const [line] = linesOf([minute('00', 3), minute('03', 5)], 'tries');
    expect(line?.points.map(([, value]) => value)).toEqual([4, 0, 0, 6]);
  });

  it('has a line for every outcome that ever came', () => {
    const later: Minute = { ...minute('01', 0), outcomes: [{ outcome: 'SOLD_OUT', count: 9 }] };
    const lines = linesOf([minute('00', 2), later], 'outcomes');
    expect(lines.map((line) => [line.name, line.points.map(([, value]) => value)])).toEqual([
      ['WON', [2, 0]],
      ['SOLD_OUT', [0, 9]],
    ]);
  });

  it('is empty when nothing has happened', () => {
    expect(linesOf([], 'tries')).toEqual([{ name: 'tries', points: [] }]);
    expect(linesOf([], 'outcomes')).toEqual([]);
  });

  it('does not fill the months between two activities', () => {
    const old: Minute = { ...minute('00', 1), minute: '2026-02-05T12:00:00Z' };
    expect(linesOf([old, minute('00', 2)], 'viewers')[0]?.points).toHaveLength(2);
  });
});
