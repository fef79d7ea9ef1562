import type { LuckyDrawSettingsInput } from '../../../generated/graphql';
import { fromMinor, toMinor } from '../../money/money';

export interface PrizeFields {
  name: string;
  quantity: number | null;
  value: string;
  imageUrl?: string | null;
}

export interface LuckyDrawFields {
  prizes: PrizeFields[];
}

export const NO_PRIZE: PrizeFields = { name: '', quantity: 1, value: '' };
export const EMPTY: LuckyDrawFields = { prizes: [NO_PRIZE] };

/** What a prize of a draw may be worth at most, by law: CNY 50,000. */
export const MOST_MINOR: Record<string, bigint> = { CNY: 5_000_000n };

export function toInput({ prizes }: LuckyDrawFields, currency: string): LuckyDrawSettingsInput {
  return {
    prizes: prizes.map(({ name, quantity, value, imageUrl }) => ({
      name: name.trim(),
      quantity: quantity ?? 0,
      value: fromMinor(toMinor(value, currency) ?? 0n, currency),
      ...(imageUrl ? { imageUrl } : {}),
    })),
  };
}

/** Σ quantity × value, exactly; rows that are not finished count nothing yet. */
export function worthOf(prizes: readonly Partial<PrizeFields | undefined>[], currency: string): string {
  const sum = prizes.reduce((all, prize) => {
    const value = toMinor(prize?.value ?? '', currency) ?? 0n;
    return all + value * BigInt(Math.max(0, Math.trunc(prize?.quantity ?? 0)));
  }, 0n);
  return fromMinor(sum, currency);
}
