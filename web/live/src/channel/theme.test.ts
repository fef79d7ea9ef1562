import { describe, expect, it } from 'vitest';
import { contrast, parse, themeOf } from './theme';

const onWhite = (color: string) => contrast(parse(color) ?? [255, 255, 255], [255, 255, 255]);

describe('a channel’s colour', () => {
  it.each(['#c8102e', '#ff8a00', '#ffe600', '#00b5e2', '#ffffff', '#000000', '#7ac143'])(
    '%s becomes shades that white can be read on',
    (color) => {
      const theme = themeOf(color);
      expect(onWhite(theme.solid)).toBeGreaterThanOrEqual(4.5);
      expect(onWhite(theme.deep)).toBeGreaterThanOrEqual(7);
      expect(
        contrast(parse(theme.solid) ?? [0, 0, 0], parse(theme.tint) ?? [0, 0, 0]),
      ).toBeGreaterThanOrEqual(4.5);
    },
  );

  it('is used as it is where it is dark enough', () => {
    expect(themeOf('#8f0d1c').solid).toBe('#8f0d1c');
  });

  it('may be short, and has a stand-in', () => {
    expect(themeOf('#f00').bright).toBe('#ff0000');
    expect(themeOf('javascript:alert(1)').bright).toBe('#c8102e');
  });
});
