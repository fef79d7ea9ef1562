/**
 * Two languages, every string in both: a key that one of them lacks does not compile.
 * `{name}` is a parameter; `{name|one|other}` is a word that follows the number `name`.
 */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { en } from './messages.en';
import { zh } from './messages.zh';

export type MessageKey = keyof typeof zh;
export type Messages = Readonly<Record<MessageKey, string>>;
export type Locale = 'zh-CN' | 'en';
export type Params = Readonly<Record<string, string | number>>;
export type Translate = (key: MessageKey, params?: Params) => string;

export const messages: Readonly<Record<Locale, Messages>> = { 'zh-CN': zh, en };

export interface I18n {
  locale: Locale;
  t: Translate;
  setLocale: (locale: Locale) => void;
}

export function translator(locale: Locale): Translate {
  const plural = new Intl.PluralRules(locale);
  const number = new Intl.NumberFormat(locale);
  return (key, params = {}) =>
    messages[locale][key].replace(
      /\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g,
      (_, name: string, one?: string, other?: string) => {
        const value = params[name] ?? '';
        if (other !== undefined) return (plural.select(Number(value)) === 'one' ? one : other) ?? '';
        return typeof value === 'number' ? number.format(value) : value;
      },
    );
}

/** Chinese unless the query, an earlier choice or the browser asks for English; the query wins. */
export function chooseLocale(query: string, remembered: string | null, browser: readonly string[]): Locale {
  const wanted = new URLSearchParams(query).get('lang') ?? remembered;
  if (wanted) return wanted.toLowerCase().startsWith('en') ? 'en' : 'zh-CN';
  const known = browser
    .map((tag) => tag.toLowerCase())
    .find((tag) => tag.startsWith('zh') || tag.startsWith('en'));
  return known?.startsWith('en') ? 'en' : 'zh-CN';
}

export const I18nContext = createContext<I18n>({
  locale: 'zh-CN',
  t: translator('zh-CN'),
  setLocale: () => {},
});

export const useI18n = (): I18n => useContext(I18nContext);
