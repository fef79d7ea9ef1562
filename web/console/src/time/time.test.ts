import { describe, expect, it } from 'vitest';
import { formatTime, utcToWall, wallToUtc } from './time';

describe('the clock of a channel', () => {
  it('turns what is typed on its wall into UTC, and back', () => {
    expect(wallToUtc('2027-02-05 20:00', 'Asia/Shanghai')).toBe('2027-02-05T12:00:00.000Z');
    expect(utcToWall('2027-02-05T12:00:00Z', 'Asia/Shanghai')).toBe('2027-02-05 20:00');
  });

  it('holds on both sides of a change to summer time', () => {
    expect(wallToUtc('2026-03-29 01:30', 'Europe/Berlin')).toBe('2026-03-29T00:30:00.000Z');
    expect(wallToUtc('2026-03-29 03:30', 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000Z');
  });

  it('is what the screen shows, whatever zone this machine is in', () => {
    expect(formatTime('2027-02-05T16:05:09Z', 'Asia/Shanghai', 'en', 'seconds')).toBe('00:05:09');
    expect(formatTime('2027-02-05T12:00:00Z', 'Asia/Shanghai', 'en')).toBe('5 Feb 2027, 20:00');
  });
});
