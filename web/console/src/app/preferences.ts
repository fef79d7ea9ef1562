import { useSyncExternalStore } from 'react';

export type Theme = 'dark' | 'light';
export type Language = 'zh-CN' | 'en';

export interface Preferences {
  theme: Theme;
  language: Language;
  /** The channel that was signed in to last, to spare typing it. */
  channel: string;
}

const KEY = 'ovation.console';
const listeners = new Set<() => void>();
let current: Preferences = read();

export function preferences(): Preferences {
  return current;
}

export function prefer(change: Partial<Preferences>): void {
  current = { ...current, ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(current));
  } catch {
    // Private browsing: the choice lasts as long as the page.
  }
  for (const listener of listeners) listener();
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, preferences);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function read(): Preferences {
  const first: Preferences = { theme: 'dark', language: languageOf(navigator.languages), channel: '' };
  try {
    const saved: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return { ...first, ...(saved as Partial<Preferences>) };
  } catch {
    return first;
  }
}

/** Chinese unless the browser prefers English. */
export function languageOf(browser: readonly string[]): Language {
  const known = browser.map((tag) => tag.toLowerCase()).find((tag) => /^(zh|en)\b/.test(tag));
  return known?.startsWith('en') ? 'en' : 'zh-CN';
}
