import { useI18n } from '../i18n/i18n';
import type { Phase } from './use-ask';

/** What a viewer is told while a request is asked again, or when it was given up. */
export function AskNotice({ phase }: { phase: Phase }) {
  const { t } = useI18n();
  const told = phase === 'again' || phase === 'busy' || phase === 'failed' ? t(`ask.${phase}`) : '';
  return (
    <p class="notice" role="status" data-tone={phase === 'failed' ? 'bad' : 'wait'}>
      {told}
    </p>
  );
}
