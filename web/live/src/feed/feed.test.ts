import { ApiError } from '@ovation/sdk';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Feed } from './feed';
import { pollDelay } from './poll';

describe('when to ask again', () => {
  it('is about three seconds while the page is seen, spread by chance', () => {
    expect(pollDelay({ hidden: false, failures: 0 }, 0)).toBe(2_400);
    expect(pollDelay({ hidden: false, failures: 0 }, 1)).toBe(3_600);
  });

  it('is much later while nobody looks', () => {
    expect(pollDelay({ hidden: true, failures: 0 }, 0)).toBeGreaterThanOrEqual(20_000);
    expect(pollDelay({ hidden: true, failures: 1 }, 0)).toBeGreaterThanOrEqual(20_000);
  });

  it('doubles with each failure, up to a minute, and is never the same for all', () => {
    const longest = [1, 2, 3, 4, 5, 6, 7, 8, 50].map((failures) => pollDelay({ hidden: false, failures }, 1));
    expect(longest).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
    expect(pollDelay({ hidden: false, failures: 4 }, 0)).toBe(4_000);
  });

  it('is never before the server said', () => {
    for (const random of [0, 0.5, 1]) {
      expect(pollDelay({ hidden: false, failures: 0, retryAfterMs: 9_000 }, random)).toBeGreaterThanOrEqual(
        9_000,
      );
    }
  });
});

describe('the feed', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const feedOf = (answers: (() => Promise<string>)[], hidden = false) => {
    const load = vi.fn(() => (answers.shift() ?? (async () => 'last'))());
    return { load, feed: new Feed({ load, hidden: () => hidden, random: () => 0.5 }) };
  };

  it('loads at once, then every three seconds, until it is stopped', async () => {
    const { feed, load } = feedOf([]);
    feed.start();
    await vi.advanceTimersByTimeAsync(0);
    expect(feed.view.get()).toBe('last');
    expect(feed.link.get()).toBe('live');
    await vi.advanceTimersByTimeAsync(9_000);
    expect(load).toHaveBeenCalledTimes(4);
    feed.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(load).toHaveBeenCalledTimes(4);
  });

  it('keeps the last view through a lost network, and comes back', async () => {
    const lost = () => Promise.reject(new ApiError('no answer', 'UNREACHABLE'));
    const { feed } = feedOf([async () => 'first', lost, lost]);
    feed.start();
    await vi.advanceTimersByTimeAsync(3_000);
    expect(feed.view.get()).toBe('first');
    expect(feed.link.get()).toBe('offline');
    await vi.advanceTimersByTimeAsync(3_000);
    expect(feed.view.get()).toBe('last');
    expect(feed.link.get()).toBe('live');
  });

  it('waits as long as an overloaded server asks', async () => {
    const { feed, load } = feedOf([() => Promise.reject(new ApiError('later', 'OVERLOADED', 20_000))]);
    feed.start();
    await vi.advanceTimersByTimeAsync(19_999);
    expect(load).toHaveBeenCalledTimes(1);
    expect(feed.link.get()).toBe('busy');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(feed.link.get()).toBe('live');
  });

  it('asks once more after a nudge that came while it was asking', async () => {
    let finish = (_: string) => {};
    const slow = () => new Promise<string>((resolve) => (finish = resolve));
    const { feed, load } = feedOf([slow]);
    feed.start();
    feed.nudge();
    feed.nudge();
    expect(load).toHaveBeenCalledTimes(1);
    finish('older than the nudge');
    await vi.advanceTimersByTimeAsync(0);
    expect(load).toHaveBeenCalledTimes(2);
    expect(feed.view.get()).toBe('last');
  });

  it('never has two timers after a nudge', async () => {
    const { feed, load } = feedOf([]);
    feed.start();
    await vi.advanceTimersByTimeAsync(1_000);
    feed.nudge();
    await vi.advanceTimersByTimeAsync(3_000);
    expect(load).toHaveBeenCalledTimes(3);
  });
});
