import { describe, expect, it } from 'vitest';
import { digitsOf, formatMoney, fromMinor, symbolOf, toMinor } from './money';

describe('formatting', () => {
  it('shows the amount exactly as the record has it, in either language', () => {
    expect(formatMoney({ amount: '1234567.5', currency: 'CNY' }, 'zh-CN')).toBe('¥1,234,567.50');
    expect(formatMoney({ amount: '0.01', currency: 'CNY' }, 'en')).toBe('¥0.01');
  });

  it('leaves out the zeros of a round sum where there is little room, and only those', () => {
    expect(formatMoney({ amount: '10000000.00', currency: 'CNY' }, 'en', true)).toBe('¥10,000,000');
    expect(formatMoney({ amount: '0.50', currency: 'CNY' }, 'en', true)).toBe('¥0.50');
  });

  it('keeps every digit where a float would not', () => {
    expect(formatMoney({ amount: '90071992547409931.07', currency: 'CNY' }, 'en')).toBe(
      '¥90,071,992,547,409,931.07',
    );
  });

  it('knows the digits and the sign of a currency', () => {
    expect(digitsOf('CNY')).toBe(2);
    expect(digitsOf('JPY')).toBe(0);
    expect(symbolOf('CNY', 'zh-CN')).toBe('¥');
  });

  it('never hides an amount that it does not understand', () => {
    expect(formatMoney({ amount: 'n/a', currency: 'CNY' }, 'en')).toBe('n/a CNY');
  });
});

describe('what somebody types', () => {
  it.each([
    ['200000', 20_000_000n],
    ['1,234.5', 123_450n],
    ['１２．３０', 1_230n],
    [' 0.01 ', 1n],
    ['5.000', 500n],
  ])('%s is %s fen', (typed, minor) => {
    expect(toMinor(typed, 'CNY')).toBe(minor);
  });

  it.each(['', '1.234', 'ten', '1.2.3', '.5', '1e3', '0x10'])('%j is no amount', (typed) => {
    expect(toMinor(typed, 'CNY')).toBeUndefined();
  });

  it('refuses fractions of what has none', () => {
    expect(toMinor('100.5', 'JPY')).toBeUndefined();
    expect(toMinor('100', 'JPY')).toBe(100n);
  });

  it('goes back to a decimal', () => {
    expect(fromMinor(1n, 'CNY')).toBe('0.01');
    expect(fromMinor(-123_450n, 'CNY')).toBe('-1234.50');
    expect(fromMinor(100n, 'JPY')).toBe('100');
  });
});
