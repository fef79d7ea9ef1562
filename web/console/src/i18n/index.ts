import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from '../app/preferences';
import type { Words } from './words';

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: Words };
  }
}

/** Only the language that is read is loaded. */
const WORDS: Record<Language, () => Promise<{ default: Words }>> = {
  'zh-CN': () => import('./zh-CN'),
  en: () => import('./en'),
};

export async function startI18n(language: Language): Promise<void> {
  const words = await WORDS[language]();
  await i18next.use(initReactI18next).init({
    lng: language,
    resources: { [language]: { translation: words.default } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  document.documentElement.lang = language;
}

export async function switchLanguage(language: Language): Promise<void> {
  const words = await WORDS[language]();
  i18next.addResourceBundle(language, 'translation', words.default);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
