/**
 * Who the viewer is. One token at a time: from the channel's app, or a guest's. A guest's is renewed
 * unseen; the app's can only be renewed by the app, which may set a new `#token=…` at any time.
 */
import { Signal } from '../ui/signal';
import { joinAsGuest } from './guest';
import type { Keep } from './keep';
import { expiryOf, tokenFromFragment } from './token';

export type SessionState =
  | { kind: 'nickname'; problem?: 'rejected' }
  | { kind: 'joining'; trouble?: 'busy' | 'offline' }
  | { kind: 'ready' }
  /** The app's token is over, and only the app has another. */
  | { kind: 'ended' }
  /** Not open to guests. */
  | { kind: 'closed' }
  /** The platform has suspended the channel: nothing is lost, and the page comes back by itself. */
  | { kind: 'paused' };

export interface SessionOptions {
  slug: string;
  keep: Keep;
  join?: typeof joinAsGuest;
  now?: () => number;
  random?: () => number;
  sleep?: (ms: number) => Promise<void>;
}

const RENEW_BEFORE_MS = 30_000;
const LONGEST_PAUSE_MS = 15_000;

export class Session {
  readonly state: Signal<SessionState>;
  private joining: Promise<void> | null = null;

  constructor(private readonly options: SessionOptions) {
    this.state = new Signal<SessionState>(this.valid() ? { kind: 'ready' } : { kind: 'nickname' });
  }

  /** A guest who was here before is not asked for a nickname again. */
  begin(): void {
    const nickname = this.options.keep.nickname();
    if (this.state.get().kind === 'nickname' && nickname) void this.join(nickname);
  }

  /** Takes the app's token out of the address, so that a shared link carries nobody's identity. */
  adopt(fragment: string): boolean {
    const token = tokenFromFragment(fragment);
    if (!token) return false;
    this.options.keep.setToken({ token, expiresAt: expiryOf(token), from: 'app' });
    this.state.set({ kind: 'ready' });
    return true;
  }

  /** The token to send; undefined while there is none, and the state says why. */
  async token(): Promise<string | undefined> {
    if (!this.valid()) await this.renew(this.options.keep.token()?.token);
    return this.options.keep.token()?.token;
  }

  /** The server refused `stale`. Many askers at once cause one renewal. */
  async renew(stale: string | undefined): Promise<void> {
    const kept = this.options.keep.token();
    if (kept && kept.token !== stale) return;
    if (kept?.from === 'app') {
      this.state.set({ kind: 'ended' });
      return;
    }
    const nickname = this.options.keep.nickname();
    if (nickname) await this.join(nickname);
    else this.state.set({ kind: 'nickname' });
  }

  /** What the server says of the channel to this viewer: whether it is suspended. */
  suspended(now: boolean): void {
    if (now) this.state.set({ kind: 'paused' });
    else if (this.state.get().kind === 'paused') this.state.set({ kind: 'ready' });
  }

  join(nickname: string): Promise<void> {
    this.joining ??= this.ask(nickname).finally(() => {
      this.joining = null;
    });
    return this.joining;
  }

  /** The show, or the notice in its place, is on the screen. */
  private isIn(): boolean {
    const { kind } = this.state.get();
    return kind === 'ready' || kind === 'paused';
  }

  private valid(): boolean {
    const kept = this.options.keep.token();
    if (!kept) return false;
    const now = (this.options.now ?? Date.now)();
    // The app's token is left for the server to refuse: a phone's clock may be wrong, and only the app can renew it.
    return kept.from === 'app' || kept.expiresAt === null || kept.expiresAt - RENEW_BEFORE_MS > now;
  }

  private async ask(nickname: string): Promise<void> {
    const { slug, keep, join = joinAsGuest, random = Math.random, sleep = pause } = this.options;
    if (!this.isIn()) this.state.set({ kind: 'joining' });
    for (let attempt = 0; ; attempt += 1) {
      const answer = await join(slug, nickname);
      switch (answer.kind) {
        case 'welcome':
          keep.setNickname(answer.nickname);
          keep.setToken({ token: answer.token, expiresAt: answer.expiresAt, from: 'guest' });
          return this.state.set({ kind: 'ready' });
        case 'closed':
          return this.state.set({ kind: 'closed' });
        case 'paused':
          return this.state.set({ kind: 'paused' });
        case 'rejected':
          return this.state.set({ kind: 'nickname', problem: 'rejected' });
        default: {
          const busy = answer.kind === 'busy';
          if (!this.isIn()) this.state.set({ kind: 'joining', trouble: busy ? 'busy' : 'offline' });
          const backoff = Math.min(500 * 2 ** attempt, LONGEST_PAUSE_MS);
          await sleep(Math.max(backoff, busy ? answer.retryAfterMs : 0) * (1 + random() / 2));
        }
      }
    }
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
