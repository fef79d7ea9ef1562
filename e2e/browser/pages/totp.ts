/** An authenticator app (RFC 6238): what it shows for a key, by this machine's clock. */
import { createHmac } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const STEP_MS = 30_000;

function decode(base32: string): Buffer {
  const bits = [...base32.replaceAll(' ', '')].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const bytes = bits.match(/.{8}/g) ?? [];
  return Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2)));
}

function codeOf(key: Buffer, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const tag = createHmac('sha1', key).update(counter).digest();
  const at = (tag[tag.length - 1] ?? 0) & 0x0f;
  return String((tag.readUInt32BE(at) & 0x7fff_ffff) % 1_000_000).padStart(6, '0');
}

/** Everybody's apps, by server and e-mail: set up by one test, asked for codes by the next. */
const APPS = new Map<string, Authenticator>();

export class Authenticator {
  private taken = 0;

  private constructor(private readonly key: Buffer) {}

  static setUp(place: string, base32: string): Authenticator {
    const app = new Authenticator(decode(base32));
    APPS.set(place, app);
    return app;
  }

  static of(place: string): Authenticator {
    const app = APPS.get(place);
    if (!app) throw new Error(`nobody has set up a second factor for ${place}`);
    return app;
  }

  /** Each code is good once, and the next one is taken half a minute early at most: whoever is quicker waits. */
  async code(): Promise<string> {
    const now = () => Math.floor(Date.now() / STEP_MS);
    const step = Math.max(now(), this.taken + 1);
    while (step > now() + 1) await new Promise((again) => setTimeout(again, 250));
    this.taken = step;
    return codeOf(this.key, step);
  }
}
