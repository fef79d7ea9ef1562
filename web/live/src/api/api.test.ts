import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  EnterDrawDocument,
  GrabRedPacketDocument,
  LiveDocument,
  ReactDocument,
} from '../../generated/audience';
import { Api, type Trouble } from './api';
import { ServerClock } from './clock';

type Step = { data: unknown } | { code: string; retryAfterMs?: number } | 'lost' | 'hangs';

function server(steps: Step[], tokens: string[] = ['one']) {
  const sent: { token: string; body: string }[] = [];
  const pauses: number[] = [];
  const suspended = vi.fn((_: boolean) => undefined);
  const renew = vi.fn(async (_: string | undefined) => void (tokens.length > 1 && tokens.shift()));
  const api = new Api({
    session: { token: async () => tokens[0], renew, suspended },
    random: () => 0,
    timeoutMs: 50,
    sleep: async (ms) => void pauses.push(ms),
    fetch: async (_, init) => {
      const headers = init?.headers as Record<string, string>;
      sent.push({ token: headers.authorization ?? '', body: String(init?.body) });
      const step = steps.shift() ?? 'lost';
      if (step === 'lost') throw new TypeError('connection reset');
      if (step === 'hangs')
        return new Promise((_resolve, reject) =>
          init?.signal?.addEventListener('abort', () => reject(new Error('aborted'))),
        );
      const body = 'data' in step ? { data: step.data } : { errors: [{ message: 'no', extensions: step }] };
      return new Response(JSON.stringify(body));
    },
  });
  return { api, sent, pauses, renew, suspended };
}

const won = { data: { grabRedPacket: { outcome: 'ALREADY', grant: null } } };
const id = { campaignId: 'camp_1' };

describe('what a viewer does', () => {
  it('is asked again after a lost answer, with the same words, and the viewer is told', async () => {
    const { api, sent } = server(['lost', 'hangs', won]);
    const told: Trouble[] = [];
    const answer = await api.ask(GrabRedPacketDocument, id, { onTrouble: (trouble) => told.push(trouble) });
    expect(answer.grabRedPacket.outcome).toBe('ALREADY');
    expect(sent).toHaveLength(3);
    expect(new Set(sent.map((one) => one.body)).size).toBe(1);
    expect(told).toEqual(['again', 'again']);
  });

  it('comes back no sooner than a busy server says', async () => {
    const { api, pauses } = server([
      { code: 'OVERLOADED', retryAfterMs: 3_000 },
      { code: 'RATE_LIMITED', retryAfterMs: 5_000 },
      won,
    ]);
    const told: Trouble[] = [];
    await api.ask(GrabRedPacketDocument, id, { onTrouble: (trouble) => told.push(trouble) });
    expect(pauses).toEqual([3_000, 5_000]);
    expect(told).toEqual(['busy', 'busy']);
  });

  it('goes on for a long while, then gives up', async () => {
    const { api, pauses } = server([]);
    await expect(api.ask(EnterDrawDocument, id)).rejects.toMatchObject({ code: 'UNREACHABLE' });
    expect(pauses.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThan(45_000);
  });

  it('is not counted twice: applause whose answer was lost is let go', async () => {
    const { api, sent } = server(['lost', { data: { react: { accepted: true } } }]);
    await expect(
      api.ask(ReactDocument, { ...id, reaction: 'heart', count: 9 }, { idempotent: false }),
    ).rejects.toMatchObject({ code: 'UNREACHABLE' });
    expect(sent).toHaveLength(1);
  });
});

describe('the token', () => {
  it('is renewed once when the server refuses it', async () => {
    const { api, sent, renew } = server([{ code: 'UNAUTHENTICATED' }, won], ['old', 'new']);
    await api.ask(GrabRedPacketDocument, id);
    expect(renew).toHaveBeenCalledWith('old');
    expect(sent.map((one) => one.token)).toEqual(['Bearer old', 'Bearer new']);
  });

  it('is not tried again when there is no other', async () => {
    const { api, sent } = server([{ code: 'UNAUTHENTICATED' }]);
    await expect(api.ask(GrabRedPacketDocument, id)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(sent).toHaveLength(1);
  });
});

describe('a suspended channel', () => {
  it('is told to the session, and so is its return', async () => {
    const { api, suspended } = server([{ code: 'CHANNEL_SUSPENDED' }, won]);
    await expect(api.load(LiveDocument, {})).rejects.toMatchObject({ code: 'CHANNEL_SUSPENDED' });
    expect(suspended).toHaveBeenLastCalledWith(true);
    await api.load(LiveDocument, {});
    expect(suspended).toHaveBeenLastCalledWith(false);
  });
});

describe('loading the view', () => {
  it('tries once and leaves the pace to the feed', async () => {
    const { api, sent } = server(['lost', won]);
    await expect(api.load(LiveDocument, {})).rejects.toMatchObject({ code: 'UNREACHABLE' });
    expect(sent).toHaveLength(1);
  });
});

describe('the server’s clock', () => {
  afterEach(() => void vi.useRealTimers());

  it('corrects a phone that is minutes off, and trusts one that is not', () => {
    vi.useFakeTimers({ now: Date.parse('2027-01-29T12:00:00Z') });
    const clock = new ServerClock();
    clock.learn('Fri, 29 Jan 2027 12:05:00 GMT', Date.now() - 100, Date.now() + 100);
    expect(clock.now() - Date.now()).toBe(300_500);
    clock.learn('Fri, 29 Jan 2027 12:00:01 GMT', Date.now(), Date.now());
    expect(clock.now()).toBe(Date.now());
    clock.learn(null, 0, 0);
    clock.learn('not a date', 0, 0);
    expect(clock.now()).toBe(Date.now());
  });
});
