import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chooseLocale, type MessageKey, messages, translator } from './i18n';

const keys = Object.keys(messages['zh-CN']) as MessageKey[];
const parameters = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{(\w+)/g)].map((m) => m[1] ?? ''))].sort();
const CHINESE = /[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]/;
/** The button that leads to the other language is written in that language. */
const IN_THE_OTHER: readonly MessageKey[] = ['app.switchLanguage', 'app.language'];

const sources = readdirSync(join(import.meta.dirname, '..'), { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !/\.test\.|messages\./.test(name))
  .map((name) => ({ name, text: readFileSync(join(import.meta.dirname, '..', name), 'utf8') }));

describe('every string in both languages', () => {
  it('has the same keys, none of them empty', () => {
    expect(Object.keys(messages.en).sort()).toEqual([...keys].sort());
    for (const key of keys) {
      expect(messages['zh-CN'][key].trim(), key).not.toBe('');
      expect(messages.en[key].trim(), key).not.toBe('');
    }
  });

  it('takes the same parameters', () => {
    for (const key of keys)
      expect(parameters(messages.en[key]), key).toEqual(parameters(messages['zh-CN'][key]));
  });

  it('is Chinese in Chinese and English in English', () => {
    for (const key of keys.filter((one) => !IN_THE_OTHER.includes(one))) {
      expect(messages.en[key], key).not.toMatch(CHINESE);
      const words = messages['zh-CN'][key].replace(/\{[^}]*\}/g, '');
      if (/\p{L}/u.test(words)) expect(words, key).toMatch(CHINESE);
    }
  });

  it('leaves no words in the components', () => {
    for (const { name, text } of sources) {
      const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
      expect(code, name).not.toMatch(CHINESE);
      if (name.endsWith('.tsx')) expect(code, name).not.toMatch(/<\/?[a-z][^<>{}=]*>\s*[A-Z][a-z]+[^<{]*</);
      expect(code, name).not.toMatch(/(?:aria-label|title|placeholder|alt)="[^"]+"(?=[^}]*class=)/);
    }
  });

  it('keeps no string that nothing shows', () => {
    const code = sources.map(({ text }) => text).join('\n');
    const templates = [...code.matchAll(/`([a-zA-Z]+\.)\$\{/g)].map((m) => m[1] ?? '');
    const shown = (key: MessageKey) =>
      code.includes(`'${key}'`) ||
      code.includes(`"${key}"`) ||
      templates.some((start) => key.startsWith(start));
    expect(keys.filter((key) => !shown(key))).toEqual([]);
  });
});

describe('the translator', () => {
  it('puts numbers in as the language writes them', () => {
    expect(translator('zh-CN')('redPacket.remaining', { count: 12_345 })).toBe('剩余 12,345 个');
    expect(translator('en')('redPacket.remaining', { count: 12_345 })).toBe('12,345 left');
  });

  it('lets a word follow its number', () => {
    const t = translator('en');
    expect(t('draw.entries', { count: 1 })).toBe('1 entry');
    expect(t('draw.entries', { count: 0 })).toBe('0 entries');
    expect(t('vote.votes', { count: 2 })).toBe('2 votes');
  });
});

describe('the language of a visit', () => {
  it.each([
    ['?lang=en', 'zh-CN', ['zh-CN'], 'en'],
    ['?lang=zh', 'en', ['en-US'], 'zh-CN'],
    ['', 'en', ['zh-CN'], 'en'],
    ['', null, ['en-GB', 'zh'], 'en'],
    ['', null, ['zh-TW', 'en'], 'zh-CN'],
    ['', null, ['fr', 'en'], 'en'],
    ['', null, ['fr'], 'zh-CN'],
    ['', null, [], 'zh-CN'],
  ] as const)('query %j, remembered %j, browser %j: %s', (query, remembered, browser, expected) => {
    expect(chooseLocale(query, remembered, browser)).toBe(expected);
  });
});
