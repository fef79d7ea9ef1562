import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ReactionBatch } from './reaction-batch';

describe('reactions', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const batchOf = (send: (reaction: string, count: number) => Promise<void> = async () => {}) => {
    const sent = vi.fn(send);
    return { sent, batch: new ReactionBatch({ send: sent, waitMs: 800, max: 20 }) };
  };
  const tap = (batch: ReactionBatch, reaction: string, times: number) => {
    for (let i = 0; i < times; i += 1) batch.tap(reaction);
  };

  it('go together: many taps, one request a kind', async () => {
    const { batch, sent } = batchOf();
    tap(batch, 'applause', 7);
    tap(batch, 'heart', 2);
    await vi.advanceTimersByTimeAsync(799);
    expect(sent).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(sent.mock.calls).toEqual([
      ['applause', 7],
      ['heart', 2],
    ]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(sent).toHaveBeenCalledTimes(2);
  });

  it('lose nothing when there are more than one request may carry', async () => {
    const { batch, sent } = batchOf();
    tap(batch, 'heart', 45);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(sent.mock.calls.map(([, count]) => count)).toEqual([20, 20, 5]);
  });

  it('wait for the answer before the next go', async () => {
    let answer = () => {};
    const { batch, sent } = batchOf(() => new Promise((resolve) => (answer = resolve)));
    tap(batch, 'heart', 1);
    await vi.advanceTimersByTimeAsync(800);
    tap(batch, 'heart', 3);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(sent).toHaveBeenCalledTimes(1);
    answer();
    await vi.advanceTimersByTimeAsync(800);
    expect(sent.mock.calls).toEqual([
      ['heart', 1],
      ['heart', 3],
    ]);
  });

  it('are not sent again when the answer was lost', async () => {
    const { batch, sent } = batchOf(() => Promise.reject(new Error('lost')));
    tap(batch, 'heart', 4);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(sent).toHaveBeenCalledTimes(1);
    tap(batch, 'heart', 2);
    await vi.advanceTimersByTimeAsync(800);
    expect(sent).toHaveBeenLastCalledWith('heart', 2);
  });
});
