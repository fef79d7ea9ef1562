/** Amounts travel as decimals in strings and are never turned into a float on their way to the screen. */
import type { Locale } from '../i18n/i18n';

export interface Money {
  amount: string;
  currency: string;
}

export function formatMoney({ amount, currency }: Money, locale: Locale): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(amount);
  if (!match) return `${amount} ${currency}`;
  const [, sign = '', whole = '0', fraction = ''] = match;
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
  });
  const digits = format.resolvedOptions().minimumFractionDigits ?? 2;
  const text = format
    .formatToParts(BigInt(whole))
    .map((part) => (part.type === 'fraction' ? fraction.padEnd(digits, '0') : part.value))
    .join('');
  return sign + text;
}
