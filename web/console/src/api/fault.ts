import type { CombinedError } from 'urql';

/** A fault as the screens need it. An expected "no" is an outcome in the data and never becomes one. */
export interface Fault {
  code: string;
  message: string;
  /** The input field to blame, such as `input.settings.luckyDraw.prizes.1.value`. */
  field?: string;
  retryAfterMs?: number;
  traceId?: string;
}

export function faultOf(error: CombinedError | undefined): Fault | undefined {
  if (!error) return undefined;
  const first = error.graphQLErrors[0];
  if (!first) return { code: 'UNREACHABLE', message: error.networkError?.message ?? error.message };
  const { code, field, retryAfterMs, traceId } = first.extensions;
  return {
    code: text(code) ?? 'INTERNAL',
    message: first.message,
    field: text(field),
    retryAfterMs: typeof retryAfterMs === 'number' ? retryAfterMs : undefined,
    traceId: text(traceId),
  };
}

/**
 * Where in a form the blamed field is. The API names it from the argument down, the form from the kind's
 * own settings down: `input.settings.luckyDraw.prizes[1].value` → `['prizes', 1, 'value']`.
 */
export function formPath(field: string): (string | number)[] {
  const path = field
    .replaceAll(/\[(\d+)\]/g, '.$1')
    .split('.')
    .filter((part) => part !== '')
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  if (path[0] === 'input') path.shift();
  if (path[0] === 'settings') path.splice(0, 2);
  return path;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
