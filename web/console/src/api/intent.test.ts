import { expect, it } from 'vitest';
import { Intent } from './intent';

function counting() {
  let made = 0;
  return new Intent(() => {
    made += 1;
    return `key-${made}`;
  });
}

it('keeps its key while no answer has come', () => {
  const intent = counting();
  expect(intent.keyFor({ id: 'camp_1' })).toBe('key-1');
  expect(intent.keyFor({ id: 'camp_1' })).toBe('key-1');
});

it('is another intent after an answer, or for something else', () => {
  const intent = counting();
  expect(intent.keyFor({ id: 'camp_1' })).toBe('key-1');
  expect(intent.keyFor({ id: 'camp_2' })).toBe('key-2');
  intent.answered();
  expect(intent.keyFor({ id: 'camp_2' })).toBe('key-3');
});
