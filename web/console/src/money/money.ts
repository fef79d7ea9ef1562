/**
 * Money is a decimal in a string, from the API to the screen and back. It never passes through a float:
 * sums are made in minor units, as bigint.
 */
export interface Money {
  amount: string;
  currency: string;
}

const SHAPE = /^(-?)(\d+)(?:\.(\d+))?$/;

export function digitsOf(currency: string): number {
  return (
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  );
}

export function symbolOf(currency: string, locale: string): string {
  const parts = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
  });
  return parts.formatToParts(0).find((part) => part.type === 'currency')?.value ?? currency;
}

/** With `short`, round sums go without their zeros: ¥10,000,000. Never less exact than the amount is. */
export function formatMoney({ amount, currency }: Money, locale: string, short = false): string {
  if (!SHAPE.test(amount)) return `${amount} ${currency}`;
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    trailingZeroDisplay: short ? 'stripIfInteger' : 'auto',
  });
  return format.format(amount as Intl.StringNumericLiteral);
}

/** What somebody typed ("1,234.5", "１２．３０") in minor units; undefined if it is no amount of this currency. */
export function toMinor(typed: string, currency: string): bigint | undefined {
  const plain = typed.normalize('NFKC').replaceAll(/[,\s_]/g, '');
  const match = SHAPE.exec(plain);
  if (!match) return undefined;
  const [, sign = '', whole = '0', fraction = ''] = match;
  const digits = digitsOf(currency);
  if (fraction.length > digits && /[1-9]/.test(fraction.slice(digits))) return undefined;
  const minor = BigInt(whole + fraction.slice(0, digits).padEnd(digits, '0'));
  return sign ? -minor : minor;
}

export function fromMinor(minor: bigint, currency: string): string {
  const digits = digitsOf(currency);
  if (digits === 0) return minor.toString();
  const sign = minor < 0n ? '-' : '';
  const padded = (minor < 0n ? -minor : minor).toString().padStart(digits + 1, '0');
  return `${sign}${padded.slice(0, -digits)}.${padded.slice(-digits)}`;
}
