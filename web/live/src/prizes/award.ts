import type { LiveGrantFragment } from '../../generated/audience';
import type { Locale } from '../i18n/i18n';
import { formatMoney } from '../money/money';

export type Award = LiveGrantFragment['award'];

/** What was won, in words. */
export function awardText(award: Award, locale: Locale): string {
  return award.__typename === 'MoneyAward' ? formatMoney(award.money, locale) : award.prize.name;
}
