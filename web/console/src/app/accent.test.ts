import { describe, expect, it } from 'vitest';
import { accentOn, contrast, parseHex } from './accent';

const read = (a: string, b: string) => contrast(parseHex(a) ?? [0, 0, 0], parseHex(b) ?? [0, 0, 0]);

describe('a brand colour as accent', () => {
  const brands = ['#c8102e', '#ff7a00', '#005bac', '#e60012', '#8b0000', '#ffd700', '#ffffff', '#000000'];
  const grounds = ['#12151c', '#ffffff'];

  it.each(brands.flatMap((brand) => grounds.map((ground) => [brand, ground] as const)))(
    '%s can be read on %s',
    (brand, ground) => {
      const accent = accentOn(brand, ground);
      expect(read(accent.ink, ground)).toBeGreaterThanOrEqual(4.5);
      expect(read(accent.onFill, accent.fill)).toBeGreaterThanOrEqual(4.5);
    },
  );

  it('leaves a colour alone that is readable as it is', () => {
    expect(accentOn('#005bac', '#ffffff').ink).toBe('#005bac');
  });

  it('falls back to a plain blue for what is no colour', () => {
    expect(accentOn('red', '#ffffff').fill).toBe('#4c8dff');
  });
});
