import { describe, expect, it } from 'vitest';
import { formatMoney } from './money';

const cny = (amount: string) => ({ amount, currency: 'CNY' });

describe('money', () => {
  it('shows both places of the fen', () => {
    expect(formatMoney(cny('1.88'), 'zh-CN')).toBe('¥1.88');
    expect(formatMoney(cny('1.8'), 'zh-CN')).toBe('¥1.80');
    expect(formatMoney(cny('10'), 'en')).toBe('¥10.00');
    expect(formatMoney(cny('0.01'), 'zh-CN')).toBe('¥0.01');
  });

  it('groups thousands', () => {
    expect(formatMoney(cny('1234567.89'), 'zh-CN')).toBe('¥1,234,567.89');
  });

  it('is exact where a float is not', () => {
    expect(formatMoney(cny('90071992547409931.27'), 'en')).toBe('¥90,071,992,547,409,931.27');
    expect(formatMoney(cny('0.29'), 'en')).toBe('¥0.29');
  });

  it('knows currencies without a small unit', () => {
    expect(formatMoney({ amount: '500', currency: 'JPY' }, 'en')).toBe('¥500');
  });

  it('keeps a sign, and shows what it does not understand as it came', () => {
    expect(formatMoney(cny('-0.50'), 'en')).toBe('-¥0.50');
    expect(formatMoney(cny('a lot'), 'en')).toBe('a lot CNY');
  });
});
