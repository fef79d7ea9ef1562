import type { FormRule } from 'antd';
import { toMinor } from '../money/money';

/** Rules that several kinds share. Each answers with words, so that a field can say what it needs. */

export function moneyRule(
  currency: string,
  words: { needed: string; tooMuch: string },
  mostMinor?: bigint,
): FormRule {
  return {
    required: true,
    validator: (_, typed: string | undefined) => {
      const minor = toMinor(typed ?? '', currency);
      if (minor === undefined || minor <= 0n) return Promise.reject(new Error(words.needed));
      if (mostMinor !== undefined && minor > mostMinor) return Promise.reject(new Error(words.tooMuch));
      return Promise.resolve();
    },
  };
}

export function countRule(message: string, least = 1, most = 10_000_000): FormRule {
  return {
    required: true,
    validator: (_, count: number | null | undefined) =>
      Number.isInteger(count) && Number(count) >= least && Number(count) <= most
        ? Promise.resolve()
        : Promise.reject(new Error(message)),
  };
}
