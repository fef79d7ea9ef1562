import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { steadyFetch } from './transport';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function answers(...steps: (number | 'lost')[]) {
  const call = vi.fn(async (_input: RequestInfo | URL, _init?: RequestInit) => {
    const step = steps.shift() ?? 200;
    if (step === 'lost') throw new TypeError('connection reset');
    return new Response('{}', { status: step });
  });
  vi.stubGlobal('fetch', call);
  return call;
}

async function settle<T>(sending: Promise<T>): Promise<T> {
  const settled = sending.catch((error: unknown) => error as T);
  await vi.runAllTimersAsync();
  return settled;
}

it('sends the very same request again after a lost answer: the same key, carried out once', async () => {
  const call = answers('lost', 503, 200);
  const init = { method: 'POST', headers: { 'idempotency-key': 'one' }, body: '{}' };
  const response = await settle(steadyFetch('/console/graphql', init));
  expect(response.status).toBe(200);
  expect(call.mock.calls.map(([, sent]) => sent)).toEqual([init, init, init]);
});

it('takes an answer for an answer, whatever it says', async () => {
  const call = answers(401);
  expect((await settle(steadyFetch('/console/graphql'))).status).toBe(401);
  expect(call).toHaveBeenCalledTimes(1);
});

it('gives up after four tries', async () => {
  const call = answers('lost', 'lost', 'lost', 'lost');
  expect(await settle(steadyFetch('/console/graphql'))).toBeInstanceOf(TypeError);
  expect(call).toHaveBeenCalledTimes(4);
});

it('does not go on after whoever asked has left', async () => {
  const call = answers('lost', 200);
  const leaving = new AbortController();
  const sending = steadyFetch('/console/graphql', { signal: leaving.signal });
  leaving.abort(new Error('left'));
  expect(await settle(sending)).toBeInstanceOf(Error);
  expect(call).toHaveBeenCalledTimes(1);
});
