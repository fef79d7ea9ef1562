import { useEffect } from 'react';
import type { UseQueryExecute } from 'urql';

const EVERY_MS = 2_000;

/** Asks again every two seconds while something is running and somebody is looking. */
export function usePoll(ask: UseQueryExecute, running: boolean): void {
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => {
      if (!document.hidden) ask({ requestPolicy: 'network-only' });
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [ask, running]);
}
