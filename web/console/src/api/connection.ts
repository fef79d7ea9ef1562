import { useSyncExternalStore } from 'react';

export type ConnectionState = 'connecting' | 'online' | 'retrying' | 'offline';

export interface Connection {
  state: ConnectionState;
  /** Server clock minus this machine's, as the Date header tells it: good to a second. */
  clockOffsetMs: number;
  latencyMs: number | undefined;
}

let current: Connection = { state: 'connecting', clockOffsetMs: 0, latencyMs: undefined };
const listeners = new Set<() => void>();

export function noteConnection(change: Partial<Connection>): void {
  const next = { ...current, ...change };
  const same = next.state === current.state && next.clockOffsetMs === current.clockOffsetMs;
  if (same && next.latencyMs === current.latencyMs) return;
  current = next;
  for (const listener of listeners) listener();
}

export function useConnection(): Connection {
  return useSyncExternalStore(subscribe, () => current);
}

/** The server's idea of now. */
export function serverNow(): number {
  return Date.now() + current.clockOffsetMs;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
