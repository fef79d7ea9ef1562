import { describe, expect, it, vi } from 'vitest';
import type { GuestAnswer } from './guest';
import { joinAsGuest } from './guest';
import { keepIn } from './keep';
import { Session } from './session';
import { expiryOf, tokenFromFragment } from './token';

function memory() {
  const held = new Map<string, string>();
  return {
    held,
    getItem: (key: string) => held.get(key) ?? null,
    setItem: (key: string, value: string) => void held.set(key, value),
    removeItem: (key: string) => void held.delete(key),
  };
}

const HOUR = 3_600_000;
const welcome = (token: string, expiresAt: number): GuestAnswer => ({
  kind: 'welcome',
  token,
  expiresAt,
  nickname: '小明',
});

function visit(answers: GuestAnswer[], { nickname }: { nickname?: string } = {}) {
  const time = { now: 1_000_000 };
  const pauses: number[] = [];
  const keep = keepIn('cctv', memory(), memory());
  if (nickname) keep.setNickname(nickname);
  const join = vi.fn(async () => answers.shift() ?? ({ kind: 'closed' } as GuestAnswer));
  const options = {
    slug: 'cctv',
    keep,
    join,
    now: () => time.now,
    random: () => 0,
    sleep: async (ms: number) => void pauses.push(ms),
  };
  return { time, pauses, keep, join, options, session: new Session(options) };
}

const jwt = (claims: object) =>
  `e30.${btoa(JSON.stringify(claims)).replace(/\+/g, '-').replace(/\//g, '_')}.sig`;

describe('a token from the channel’s app', () => {
  it('is read from the fragment', () => {
    expect(tokenFromFragment('#token=abc.def.ghi')).toBe('abc.def.ghi');
    expect(tokenFromFragment('#x=1&token=abc')).toBe('abc');
    expect(tokenFromFragment('#play')).toBeNull();
    expect(tokenFromFragment('')).toBeNull();
  });

  it('tells when it expires, if it does', () => {
    expect(expiryOf(jwt({ exp: 1_800_000_000 }))).toBe(1_800_000_000_000);
    expect(expiryOf(jwt({ exp: 'soon' }))).toBeNull();
    expect(expiryOf('nonsense')).toBeNull();
  });

  it('goes before everything, and ends when the server refuses it', async () => {
    const { session, join } = visit([], { nickname: '小明' });
    expect(session.adopt('#token=app')).toBe(true);
    expect(session.state.get().kind).toBe('ready');
    expect(await session.token()).toBe('app');
    await session.renew('app');
    expect(session.state.get().kind).toBe('ended');
    expect(join).not.toHaveBeenCalled();
    session.adopt('#token=newer');
    expect(session.state.get().kind).toBe('ready');
    expect(await session.token()).toBe('newer');
  });
});

describe('a guest', () => {
  it('is asked for a nickname once', async () => {
    const { session, options, join } = visit([welcome('one', 1_000_000 + HOUR)]);
    session.begin();
    expect(session.state.get().kind).toBe('nickname');
    await session.join('小明');
    expect(session.state.get().kind).toBe('ready');
    expect(new Session(options).state.get().kind).toBe('ready');
    expect(join).toHaveBeenCalledTimes(1);
  });

  it('comes back without being asked again', async () => {
    const { session, join } = visit([welcome('one', 1_000_000 + HOUR)], { nickname: '小明' });
    session.begin();
    await vi.waitFor(() => expect(session.state.get().kind).toBe('ready'));
    expect(join).toHaveBeenCalledWith('cctv', '小明');
  });

  it('has its token renewed before it expires, once for many askers', async () => {
    const { session, time, join } = visit([
      welcome('one', 1_000_000 + HOUR),
      welcome('two', 1_000_000 + 2 * HOUR),
    ]);
    await session.join('小明');
    time.now += HOUR - 10_000;
    expect(await Promise.all([session.token(), session.token(), session.token()])).toEqual([
      'two',
      'two',
      'two',
    ]);
    expect(join).toHaveBeenCalledTimes(2);
  });

  it('keeps the token that another request has renewed already', async () => {
    const { session, join } = visit([welcome('one', 1_000_000 + HOUR), welcome('two', 1_000_000 + HOUR)]);
    await session.join('小明');
    await session.renew('one');
    await session.renew('one');
    expect(await session.token()).toBe('two');
    expect(join).toHaveBeenCalledTimes(2);
  });

  it('waits its turn and tells so', async () => {
    const { session, pauses } = visit([
      { kind: 'busy', retryAfterMs: 4_000 },
      { kind: 'unreachable' },
      welcome('one', 9e15),
    ]);
    const seen: unknown[] = [];
    session.state.listen(() => seen.push(session.state.get()));
    await session.join('小明');
    expect(pauses).toEqual([4_000, 1_000]);
    expect(seen).toEqual([
      { kind: 'joining' },
      { kind: 'joining', trouble: 'busy' },
      { kind: 'joining', trouble: 'offline' },
      { kind: 'ready' },
    ]);
  });

  it('is told when the channel is not open to guests, or the name cannot be used', async () => {
    const closed = visit([{ kind: 'closed' }]);
    await closed.session.join('小明');
    expect(closed.session.state.get()).toEqual({ kind: 'closed' });
    const rejected = visit([{ kind: 'rejected' }]);
    await rejected.session.join('小明');
    expect(rejected.session.state.get()).toEqual({ kind: 'nickname', problem: 'rejected' });
  });
});

describe('the guest endpoint', () => {
  const answer = (status: number, body: unknown) =>
    joinAsGuest('cctv', '小明', async () => new Response(JSON.stringify(body), { status }));

  it('is understood', async () => {
    const expiresAt = '2027-01-29T20:00:00Z';
    expect(await answer(200, { token: 't', expiresAt, nickname: '小明' })).toEqual(
      welcome('t', Date.parse(expiresAt)),
    );
    expect(await answer(404, { error: { code: 'NOT_FOUND' } })).toEqual({ kind: 'closed' });
    expect(await answer(400, { error: { code: 'BAD_USER_INPUT' } })).toEqual({ kind: 'rejected' });
    expect(await answer(429, { error: { code: 'RATE_LIMITED', retryAfterMs: 700 } })).toEqual({
      kind: 'busy',
      retryAfterMs: 700,
    });
    expect(await answer(500, {})).toEqual({ kind: 'unreachable' });
    expect(await joinAsGuest('cctv', 'x', () => Promise.reject(new TypeError('offline')))).toEqual({
      kind: 'unreachable',
    });
  });
});
