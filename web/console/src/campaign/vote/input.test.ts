import { expect, it } from 'vitest';
import { isRepeated, toInput } from './input';

it('maps the form to the input', () => {
  const fields = {
    options: [{ label: ' A ' }, { label: 'B', imageUrl: '/b.png' }],
    maxChoices: null,
    countsVisible: false,
  };
  expect(toInput(fields)).toEqual({
    options: [{ label: 'A' }, { label: 'B', imageUrl: '/b.png' }],
    maxChoices: 1,
    countsVisible: false,
  });
});

it('finds an option that stands there twice, at its second place', () => {
  const options = [{ label: 'A' }, { label: '' }, { label: 'A ' }, undefined, { label: '' }];
  expect(options.map((_, at) => isRepeated(options, at))).toEqual([false, false, true, false, false]);
});
