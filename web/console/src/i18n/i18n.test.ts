import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import en from './en';
import zhCN from './zh-CN';

type Tree = { [key: string]: string | Tree };

function flatten(tree: Tree, prefix = ''): Map<string, string> {
  const flat = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') flat.set(prefix + key, value);
    else for (const [inner, text] of flatten(value, `${prefix}${key}.`)) flat.set(inner, text);
  }
  return flat;
}

const languages = { 'zh-CN': flatten(zhCN), en: flatten(en) };
const source = join(import.meta.dirname, '..');
const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !name.includes('i18n') && !name.includes('.test.'))
  .map((name) => ({ name, code: readFileSync(join(source, name), 'utf8') }));

describe('the two languages', () => {
  it('have the same keys', () => {
    expect([...languages.en.keys()].sort()).toEqual([...languages['zh-CN'].keys()].sort());
  });

  it('say something for every key, with the same placeholders', () => {
    const placeholders = (text = '') => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();
    for (const [key, text] of languages['zh-CN']) {
      expect(text.trim(), key).not.toBe('');
      expect(placeholders(languages.en.get(key)), key).toEqual(placeholders(text));
    }
  });

  it('leave no Chinese in the English words', () => {
    for (const [key, text] of languages.en) {
      if (key !== 'ui.otherLanguage') expect(text, key).not.toMatch(/\p{Script=Han}/u);
    }
  });
});

describe('the components', () => {
  it('have no text of their own in Chinese', () => {
    // What may be typed or read is not text on the screen: separators, and the headings of a CSV file.
    const allowed = ['campaign/lucky-draw/prize-csv.ts'];
    const found = files.filter(({ name, code }) => /\p{Script=Han}/u.test(code) && !allowed.includes(name));
    expect(found.map(({ name }) => name)).toEqual([]);
  });

  it('have no text of their own between tags', () => {
    const found = files
      .filter(({ name }) => name.endsWith('.tsx'))
      .flatMap(({ name, code }) =>
        [...code.matchAll(/^\s+[A-Z][a-z]+(?: [a-z]+)+[.!?]?$/gm)].map((m) => `${name}: ${m[0]}`),
      );
    expect(found).toEqual([]);
  });

  it('ask only for keys that exist', () => {
    const missing = files.flatMap(({ name, code }) =>
      [...code.matchAll(/\bt\('([\w.]+)'/g)]
        .map((match) => match[1] ?? '')
        .filter((key) => !languages.en.has(key))
        .map((key) => `${name}: ${key}`),
    );
    expect(missing).toEqual([]);
  });
});
