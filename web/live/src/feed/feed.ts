/**
 * The page's view of the show, asked for again and again. There is one load at a time; what could not
 * be loaded leaves the last view standing.
 */
import { ApiError } from '@ovation/sdk';
import { Signal } from '../ui/signal';
import { pollDelay } from './poll';

export type Link = 'connecting' | 'live' | 'busy' | 'offline';

export interface FeedOptions<T> {
  load: () => Promise<T>;
  hidden?: () => boolean;
  random?: () => number;
}

export class Feed<T> {
  readonly view = new Signal<T | null>(null);
  readonly link = new Signal<Link>('connecting');
  private timer: ReturnType<typeof setTimeout> | undefined;
  private loading = false;
  private again = false;
  private running = false;
  private failures = 0;

  constructor(private readonly options: FeedOptions<T>) {}

  start(): void {
    if (this.running) return;
    this.running = true;
    void this.poll();
  }

  stop(): void {
    this.running = false;
    clearTimeout(this.timer);
  }

  /** Ask now: the viewer did something, came back to the page, or the network is back. */
  nudge(): void {
    if (!this.running) return;
    if (this.loading) this.again = true;
    else void this.poll();
  }

  private async poll(): Promise<void> {
    clearTimeout(this.timer);
    this.loading = true;
    let retryAfterMs: number | undefined;
    try {
      this.view.set(await this.options.load());
      this.failures = 0;
      this.link.set('live');
    } catch (error) {
      retryAfterMs = this.failed(error);
    }
    this.loading = false;
    if (!this.running) return;
    const { random = Math.random, hidden = () => false } = this.options;
    const now = this.again && retryAfterMs === undefined && this.failures === 0;
    this.again = false;
    const delay = now ? 0 : pollDelay({ hidden: hidden(), failures: this.failures, retryAfterMs }, random());
    this.timer = setTimeout(() => void this.poll(), delay);
  }

  private failed(error: unknown): number | undefined {
    if (error instanceof ApiError && error.retryAfterMs !== undefined) {
      this.link.set('busy');
      return error.retryAfterMs;
    }
    this.failures += 1;
    this.link.set(error instanceof ApiError && error.code === 'OVERLOADED' ? 'busy' : 'offline');
    return undefined;
  }
}
