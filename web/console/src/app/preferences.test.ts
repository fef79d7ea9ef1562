import { expect, test } from 'vitest';
import { languageOf } from './preferences';

test.each([
  [['en-US', 'zh-CN'], 'en'],
  [['fr-FR', 'en'], 'en'],
  [['zh-TW', 'en'], 'zh-CN'],
  [['enm', 'ja'], 'zh-CN'],
  [[], 'zh-CN'],
])('%j reads %s first', (browser, language) => {
  expect(languageOf(browser)).toBe(language);
});
