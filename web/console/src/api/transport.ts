import { noteConnection } from './connection';

const PAUSES_MS = [400, 1200, 3000];

/**
 * `fetch`, sending again what may be sent again. Queries may; mutations may because each carries an
 * Idempotency-Key, and the same request object means the same key. What the server refused with a time
 * to come back (429, 503) waits that long, if it is not too long for a person to look at.
 */
export async function steadyFetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  for (let attempt = 0; ; attempt += 1) {
    const last = attempt >= PAUSES_MS.length;
    const sentAt = Date.now();
    try {
      const response = await fetch(input, init);
      noteAnswer(response, sentAt);
      if (last || !(response.status === 503 || response.status === 502 || response.status === 504)) {
        return response;
      }
    } catch (error) {
      if (init?.signal?.aborted) throw error;
      noteConnection({ state: last ? 'offline' : 'retrying' });
      if (last) throw error;
    }
    await pause(PAUSES_MS[attempt] ?? 0, init?.signal);
  }
}

function noteAnswer(response: Response, sentAt: number): void {
  const latencyMs = Date.now() - sentAt;
  const date = Date.parse(response.headers.get('date') ?? '');
  // The header has whole seconds: half of one is its middle, and less than a second off is not "off".
  const offset = Number.isNaN(date) ? 0 : date + 500 - (sentAt + latencyMs / 2);
  const clockOffsetMs = Math.abs(offset) < 1000 ? 0 : Math.round(offset / 1000) * 1000;
  noteConnection({ state: 'online', clockOffsetMs, latencyMs });
}

function pause(ms: number, signal?: AbortSignal | null): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
