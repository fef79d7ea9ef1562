/** A channel's one colour, made into shades that white text can be read on, whatever the channel chose. */

type Rgb = readonly [number, number, number];

const FALLBACK: Rgb = [200, 16, 46];
const WHITE: Rgb = [255, 255, 255];

export interface Theme {
  /** As the channel has it; decoration only. */
  bright: string;
  /** Buttons, and small words on the tint: 4.5 to 1 and better. */
  solid: string;
  /** Behind large areas of text: 7 to 1 and better. */
  deep: string;
  /** A breath of the colour, for dark text. */
  tint: string;
}

export function themeOf(primaryColor: string): Theme {
  const bright = parse(primaryColor) ?? FALLBACK;
  return {
    bright: css(bright),
    solid: css(darkenUntil(bright, 5.3)),
    deep: css(darkenUntil(bright, 8)),
    tint: css(mix(bright, WHITE, 0.91)),
  };
}

export function contrast(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

export function parse(color: string): Rgb | null {
  const hex =
    /^#?([0-9a-f]{6})$/i.exec(color.trim())?.[1] ??
    /^#?([0-9a-f]{3})$/i.exec(color.trim())?.[1]?.replace(/./g, '$&$&');
  if (!hex) return null;
  const n = Number.parseInt(hex, 16);
  return [n >> 16, (n >> 8) & 255, n & 255];
}

/** Warm colours deepen into red and cold ones into night: straight to black, orange would turn to mud. */
const DEEP_WARM: Rgb = [118, 6, 12];
const DEEP_COLD: Rgb = [6, 12, 44];

function darkenUntil(color: Rgb, ratio: number): Rgb {
  const depth = color[0] >= color[1] && color[0] >= color[2] ? DEEP_WARM : DEEP_COLD;
  let shade = color;
  for (let step = 0; step < 60 && contrast(shade, WHITE) < ratio; step += 1) shade = mix(shade, depth, 0.05);
  return shade;
}

function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const part = (i: 0 | 1 | 2) => Math.round(from[i] + (to[i] - from[i]) * share);
  return [part(0), part(1), part(2)];
}

function luminance(color: Rgb): number {
  const [r, g, b] = color.map((channel) => {
    const c = channel / 255;
    return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

const css = ([r, g, b]: Rgb): string => `#${[r, g, b].map((n) => n.toString(16).padStart(2, '0')).join('')}`;
