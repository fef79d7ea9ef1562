import { expect, it } from 'vitest';
import { averageOf, isPoolEnough, toInput } from './input';

it('sends the pool as a decimal, however it was typed', () => {
  expect(toInput({ pool: '200,000', packets: 5000 }, 'CNY')).toEqual({ pool: '200000.00', packets: 5000 });
  expect(toInput({ pool: '0.1', packets: 10 }, 'CNY').pool).toBe('0.10');
});

it('asks for a fen a packet', () => {
  expect(isPoolEnough({ pool: '1', packets: 100 }, 'CNY')).toBe(true);
  expect(isPoolEnough({ pool: '1', packets: 101 }, 'CNY')).toBe(false);
  expect(isPoolEnough({ pool: 'not yet', packets: 5 }, 'CNY')).toBe(true);
});

it('tells the average, rounded down', () => {
  expect(averageOf({ pool: '100', packets: 3 }, 'CNY')).toBe('33.33');
  expect(averageOf({ pool: '100', packets: null }, 'CNY')).toBeUndefined();
});
