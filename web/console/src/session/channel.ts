import { useTranslation } from 'react-i18next';
import { formatMoney, type Money, symbolOf } from '../money/money';
import { formatTime, type Style } from '../time/time';
import { useSession } from './me';

export function nameOf(channel: { nameZh: string; nameEn: string }, language: string): string {
  return language.startsWith('zh') ? channel.nameZh : channel.nameEn;
}

/** The zone that times are shown and typed in: the channel's; for account managers, this machine's. */
export function useZone(): string {
  return useSession().channel?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
}

export function useTime(): (at: string | number, style?: Style) => string {
  const zone = useZone();
  const { i18n } = useTranslation();
  return (at, style) => formatTime(at, zone, i18n.language, style);
}

export function useMoney() {
  const { i18n } = useTranslation();
  const currency = useSession().channel?.currency ?? 'CNY';
  return {
    currency,
    symbol: symbolOf(currency, i18n.language),
    format: (money: Money) => formatMoney(money, i18n.language),
    /** An amount of the channel's own currency. */
    amount: (amount: string) => formatMoney({ amount, currency }, i18n.language),
  };
}

export function useNumber(): (value: number | string) => string {
  const { i18n } = useTranslation();
  const format = new Intl.NumberFormat(i18n.language);
  return (value) => format.format(value as Intl.StringNumericLiteral);
}
