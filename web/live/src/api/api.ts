/**
 * The typed client of the SDK, with what this page adds: a token that renews itself, a limit on how
 * long an answer may take, the server's clock, and a word to the viewer while a request is sent again.
 */
import { ApiError, createAudienceClient } from '@ovation/sdk';
import type { TypedDocumentString } from '../../generated/audience';
import type { Session } from '../session/session';
import { ServerClock } from './clock';

export type Trouble = 'again' | 'busy';

export interface AskOptions {
  /** False for what counts: a lost answer is then not asked again. */
  idempotent?: boolean;
  /** Said each time before the same is asked again. */
  onTrouble?: (trouble: Trouble) => void;
}

export interface ApiOptions {
  session: Pick<Session, 'token' | 'renew' | 'suspended'>;
  fetch?: typeof fetch;
  sleep?: (ms: number) => Promise<void>;
  random?: () => number;
  timeoutMs?: number;
}

/** With the SDK's pauses this goes on for about a minute. */
const ASK_TRIES = 12;
const TIMEOUT_MS = 10_000;

export class Api {
  readonly clock = new ServerClock();

  constructor(private readonly options: ApiOptions) {}

  /** Once: the feed comes back by itself. */
  load<R, V>(operation: TypedDocumentString<R, V>, variables: V): Promise<R> {
    return this.request(operation, variables, 1, {});
  }

  /** Something a viewer does: asked again until there is an answer, as the API makes harmless. */
  ask<R, V>(operation: TypedDocumentString<R, V>, variables: V, options: AskOptions = {}): Promise<R> {
    return this.request(operation, variables, ASK_TRIES, options);
  }

  private async request<R, V>(
    operation: TypedDocumentString<R, V>,
    variables: V,
    tries: number,
    ask: AskOptions,
  ): Promise<R> {
    const { session, sleep = pause, random } = this.options;
    let trouble: Trouble = 'busy';
    let used: string | undefined;
    const client = createAudienceClient({
      endpoint: '/graphql',
      // The build has taken the texts out; the server has them from the same build.
      published: import.meta.env.PROD,
      tries,
      ...(random && { random }),
      token: async () => {
        used = await session.token();
        if (!used) throw new ApiError('no viewer token', 'UNAUTHENTICATED');
        return used;
      },
      fetch: async (url, init) => {
        trouble = 'again';
        const response = await this.fetch(url, init);
        trouble = response.ok || response.status === 429 || response.status === 503 ? 'busy' : 'again';
        return response;
      },
      sleep: (ms) => {
        ask.onTrouble?.(trouble);
        return sleep(ms);
      },
    });
    const send = async () => {
      try {
        const answer = await client.request(operation, variables, { idempotent: ask.idempotent ?? true });
        session.suspended(false);
        return answer;
      } catch (error) {
        if (error instanceof ApiError && error.code === 'CHANNEL_SUSPENDED') session.suspended(true);
        throw error;
      }
    };
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof ApiError && error.code === 'UNAUTHENTICATED' && used)) throw error;
      const refused = used;
      await session.renew(refused);
      if ((await session.token()) === refused) throw error;
      return send();
    }
  }

  private async fetch(url: RequestInfo | URL, init: RequestInit | undefined): Promise<Response> {
    const { fetch: call = fetch, timeoutMs = TIMEOUT_MS } = this.options;
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), timeoutMs);
    const sentAt = Date.now();
    try {
      const response = await call(url, { ...init, signal: limit.signal });
      this.clock.learn(response.headers.get('date'), sentAt, Date.now());
      const body = await response.text();
      return new Response(body, { status: response.status, headers: response.headers });
    } finally {
      clearTimeout(timer);
    }
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
