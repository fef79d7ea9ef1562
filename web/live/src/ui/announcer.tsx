import type { Signal } from './signal';
import { useSignal } from './signal';

/** Outcomes, read out by screen readers wherever the viewer is on the page. */
export function Announcer({ words }: { words: Signal<string> }) {
  return (
    <div class="unseen" role="status" aria-live="polite">
      {useSignal(words)}
    </div>
  );
}
