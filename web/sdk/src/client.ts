import { ApiError, type ErrorCode } from './error';

/**
 * A document and its types, as the generated files have them. The two properties of the type
 * parameters never exist at run time.
 */
export interface Operation<Result, Variables> {
  toString(): string;
  /** The SHA-256 of the document, under which it was published. */
  __meta__?: Record<string, unknown> | undefined;
  __apiType?: ((variables: Variables) => Result) | undefined;
}

export interface ClientOptions {
  /** `/graphql`, or the channel's own address of it. */
  endpoint: string;
  /** Asked before every try, so that a renewed token is used at once. */
  token: () => string | undefined | Promise<string | undefined>;
  /** Sends published documents by their hash, and no text at all: what a channel in production asks for. */
  published?: boolean;
  /** Tries in all, the first included. */
  tries?: number;
  fetch?: typeof fetch;
  sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
  random?: () => number;
}

export interface RequestOptions {
  signal?: AbortSignal;
  /**
   * Every operation of the Audience API may be sent again but `react`, which counts: with `false` a
   * lost answer is reported instead of risking a second count. A refusal is retried either way, since
   * what was refused was not done.
   */
  idempotent?: boolean;
}

export interface AudienceClient {
  request<Result, Variables>(
    operation: Operation<Result, Variables>,
    variables: Variables,
    options?: RequestOptions,
  ): Promise<Result>;
}

interface Answer {
  data?: unknown;
  errors?: { message: string; extensions?: { code?: string; retryAfterMs?: number; traceId?: string } }[];
}

const REFUSALS: readonly ErrorCode[] = [
  'RATE_LIMITED',
  'OVERLOADED',
  'CHANNEL_READ_ONLY',
  'CHANNEL_UNAVAILABLE',
];
const LOST: readonly ErrorCode[] = ['UNREACHABLE', 'MALFORMED', 'INTERNAL'];
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 8_000;

/** A client that comes back when it is told to, with jitter: a nation's phones must not knock in step. */
export function createAudienceClient(options: ClientOptions): AudienceClient {
  const { tries = 5, sleep = pause, random = Math.random } = options;

  return {
    async request<Result, Variables>(
      operation: Operation<Result, Variables>,
      variables: Variables,
      { signal, idempotent = true }: RequestOptions = {},
    ): Promise<Result> {
      const body = JSON.stringify({ ...document(operation, options.published), variables });
      for (let attempt = 1; ; attempt += 1) {
        try {
          return (await send(options, body, signal)) as Result;
        } catch (error) {
          if (!(error instanceof ApiError) || attempt >= tries || signal?.aborted) throw error;
          const again = REFUSALS.includes(error.code) || (idempotent && LOST.includes(error.code));
          if (!again) throw error;
          await sleep(pauseBefore(attempt, error.retryAfterMs, random()), signal);
        }
      }
    },
  };
}

function document(operation: Operation<unknown, never>, published = false): object {
  const hash = operation.__meta__?.hash;
  return published && hash ? { documentId: `sha256:${hash}` } : { query: operation.toString() };
}

/** At least what the server asks for; twice as long each time; spread over half as much again. */
export function pauseBefore(attempt: number, retryAfterMs: number | undefined, random: number): number {
  const backoff = Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS);
  return Math.round(Math.max(backoff, retryAfterMs ?? 0) * (1 + random / 2));
}

async function send(options: ClientOptions, body: string, signal?: AbortSignal): Promise<unknown> {
  const token = await options.token();
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    accept: 'application/graphql-response+json',
  };
  if (token) headers.authorization = `Bearer ${token}`;

  let answer: Answer;
  try {
    const call = options.fetch ?? fetch;
    const response = await call(options.endpoint, { method: 'POST', headers, body, signal: signal ?? null });
    answer = await parse(response);
  } catch (error) {
    if (error instanceof ApiError || signal?.aborted) throw error;
    throw new ApiError('no answer from the server', 'UNREACHABLE');
  }

  const fault = answer.errors?.[0];
  if (fault) {
    const { code = 'INTERNAL', retryAfterMs, traceId } = fault.extensions ?? {};
    throw new ApiError(fault.message, code as ErrorCode, retryAfterMs, traceId);
  }
  return answer.data;
}

async function parse(response: Response): Promise<Answer> {
  const text = await response.text();
  try {
    const answer: unknown = JSON.parse(text);
    if (answer && typeof answer === 'object' && ('data' in answer || 'errors' in answer))
      return answer as Answer;
  } catch {
    // Said below: a proxy's page, most likely.
  }
  const busy = response.status === 429 || response.status === 503;
  throw new ApiError(`HTTP ${response.status} without a GraphQL answer`, busy ? 'OVERLOADED' : 'MALFORMED');
}

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
