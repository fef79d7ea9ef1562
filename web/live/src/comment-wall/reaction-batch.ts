/**
 * Taps become few requests: the first tap of a reaction starts a short wait, and everything tapped until
 * then goes as one count. A count whose answer was lost is not sent again, since it may have been counted.
 */
export interface ReactionBatchOptions {
  send: (reaction: string, count: number) => Promise<void>;
  waitMs?: number;
  /** The most that one request may carry. */
  max?: number;
}

export class ReactionBatch {
  private readonly tapped = new Map<string, number>();
  private readonly busy = new Set<string>();

  constructor(private readonly options: ReactionBatchOptions) {}

  tap(reaction: string): void {
    const count = this.tapped.get(reaction) ?? 0;
    this.tapped.set(reaction, count + 1);
    if (count === 0 && !this.busy.has(reaction)) this.later(reaction);
  }

  private later(reaction: string): void {
    this.busy.add(reaction);
    setTimeout(() => void this.flush(reaction), this.options.waitMs ?? 800);
  }

  private async flush(reaction: string): Promise<void> {
    const { send, max = 50 } = this.options;
    const tapped = this.tapped.get(reaction) ?? 0;
    const count = Math.min(tapped, max);
    if (tapped > count) this.tapped.set(reaction, tapped - count);
    else this.tapped.delete(reaction);
    try {
      await send(reaction, count);
    } catch {
      // Applause is counted, not owed.
    }
    this.busy.delete(reaction);
    if (this.tapped.has(reaction)) this.later(reaction);
  }
}
