import { describe, expect, it } from 'vitest';
import { wallToUtc } from '../time/time';
import { filterOf } from './activity.route';

describe('the filter of the address', () => {
  it('takes days as the channel has them, the last one whole', () => {
    const filter = filterOf({ from: '2027-02-05', to: '2027-02-05' }, (wall) =>
      wallToUtc(wall, 'Asia/Shanghai'),
    );
    expect(filter.from).toBe('2027-02-04T16:00:00.000Z');
    expect(filter.to).toBe('2027-02-05T16:00:00.000Z');
  });

  it('asks for everything where nothing is said', () => {
    const filter = filterOf({}, (wall) => wall);
    expect(Object.values(filter).every((value) => value === null)).toBe(true);
  });
});
