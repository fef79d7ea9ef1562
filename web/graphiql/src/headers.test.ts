import { expect, it } from 'vitest';
import { withToken } from './headers';

const only = '{\n  "Authorization": "Bearer t"\n}';

it('writes the token where nothing, or no JSON object, was', () => {
  for (const text of ['', '{ "X-', '[1]', 'null']) expect(withToken(text, 't')).toBe(only);
});

it('replaces another token, however its name is written, and keeps the other headers', () => {
  expect(JSON.parse(withToken('{ "authorization": "Bearer old", "Accept-Language": "en" }', 't'))).toEqual({
    'Accept-Language': 'en',
    Authorization: 'Bearer t',
  });
});
