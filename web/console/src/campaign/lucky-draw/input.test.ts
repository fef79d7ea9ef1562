import { expect, it } from 'vitest';
import { toInput, worthOf } from './input';

it('maps the rows of the form to the input, one to one', () => {
  const fields = {
    prizes: [
      { name: ' Phone ', quantity: 3, value: '6,999' },
      { name: 'Tea', quantity: 100, value: '88.8', imageUrl: '' },
    ],
  };
  expect(toInput(fields, 'CNY')).toEqual({
    prizes: [
      { name: 'Phone', quantity: 3, value: '6999.00' },
      { name: 'Tea', quantity: 100, value: '88.80' },
    ],
  });
});

it('adds up the worth to the fen, and skips what is not finished', () => {
  expect(
    worthOf(
      [{ quantity: 3, value: '0.1' }, { quantity: null, value: '5' }, undefined, { value: 'x' }],
      'CNY',
    ),
  ).toBe('0.30');
});
