/** One thing a viewer asks for: under way, in trouble and asked again, failed, or answered. */
import { useState } from 'preact/hooks';
import type { AskOptions, Trouble } from './api';

export type Phase = 'idle' | 'asking' | 'failed' | Trouble;

export interface Asking {
  phase: Phase;
  asking: boolean;
  /** Null when no answer came, or one is already awaited. */
  run: <T>(ask: (options: AskOptions) => Promise<T>) => Promise<T | null>;
}

export function useAsk(): Asking {
  const [phase, setPhase] = useState<Phase>('idle');
  const asking = phase === 'asking' || phase === 'again' || phase === 'busy';
  const run: Asking['run'] = async (ask) => {
    if (asking) return null;
    setPhase('asking');
    try {
      const answer = await ask({ onTrouble: setPhase });
      setPhase('idle');
      return answer;
    } catch {
      setPhase('failed');
      return null;
    }
  };
  return { phase, asking, run };
}
