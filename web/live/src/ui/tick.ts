import { useEffect, useState } from 'preact/hooks';
import { useLive } from '../live';

/** The server's time, once a second while `running`. */
export function useNow(running: boolean): number {
  const { clock } = useLive().api;
  const [now, setNow] = useState(() => clock.now());
  useEffect(() => {
    if (!running) return;
    setNow(clock.now());
    const timer = setInterval(() => setNow(clock.now()), 1000);
    return () => clearInterval(timer);
  }, [running, clock]);
  return now;
}
