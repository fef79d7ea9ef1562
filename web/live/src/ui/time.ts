import type { Locale, Translate } from '../i18n/i18n';

const clockFormats = new Map<Locale, Intl.DateTimeFormat>();

/** Hours and minutes on the viewer's own clock; the day too when it is not today. */
export function formatTime(iso: string, locale: Locale, now: number): string {
  const at = new Date(iso);
  let clock = clockFormats.get(locale);
  if (!clock) {
    clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    clockFormats.set(locale, clock);
  }
  if (at.toDateString() === new Date(now).toDateString()) return clock.format(at);
  return `${new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric' }).format(at)} ${clock.format(at)}`;
}

const two = (n: number): string => String(n).padStart(2, '0');

/** 4:07, 1:02:03, 2 days 01:00:00. */
export function formatLeft(ms: number, t: Translate): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor((seconds % 86_400) / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = seconds % 60;
  if (days > 0) return t('countdown.days', { days, clock: `${two(hours)}:${two(minutes)}:${two(rest)}` });
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
