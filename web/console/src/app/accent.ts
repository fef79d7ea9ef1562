/** The channel's own colour, made readable: brand books are not written for dark control rooms. */
type Rgb = [number, number, number];

export interface Accent {
  /** Behind text: a button's face. */
  fill: string;
  /** `fill` under a pointer. */
  fillHover: string;
  /** On `fill`. */
  onFill: string;
  /** As text or a line on the page's background. */
  ink: string;
}

const WHITE: Rgb = [255, 255, 255];
const BLACK: Rgb = [0, 0, 0];
const READABLE = 4.5;

export function accentOn(brand: string, background: string): Accent {
  const colour = parseHex(brand) ?? [76, 141, 255];
  const ground = parseHex(background) ?? BLACK;
  // White on the brand where it reads well; else the darkest ink. Never a grey in between.
  const onWhite = contrast(colour, WHITE) >= READABLE;
  return {
    fill: hex(colour),
    // Away from the text's own colour, so that it stays readable.
    fillHover: hex(mix(colour, onWhite ? BLACK : WHITE, 0.14)),
    onFill: onWhite ? '#ffffff' : '#0b0d12',
    ink: hex(readable(colour, ground)),
  };
}

function readable(colour: Rgb, ground: Rgb): Rgb {
  const towards = luminance(ground) < 0.4 ? WHITE : BLACK;
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = mix(colour, towards, share);
    if (contrast(mixed, ground) >= READABLE) return mixed;
  }
  return towards;
}

export function contrast(a: Rgb, b: Rgb): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

export function parseHex(text: string): Rgb | undefined {
  const match = /^#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text.trim());
  if (!match) return undefined;
  return [match[1], match[2], match[3]].map((part) => Number.parseInt(part ?? '0', 16)) as Rgb;
}

function luminance([r, g, b]: Rgb): number {
  const linear = (value: number) => {
    const part = value / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const part = (index: 0 | 1 | 2) => Math.round(from[index] + (to[index] - from[index]) * share);
  return [part(0), part(1), part(2)];
}

function hex(colour: Rgb): string {
  return `#${colour.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
