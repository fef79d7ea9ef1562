import { useTranslation } from 'react-i18next';
import { isKnown } from './outcome';

/** An outcome in the reader's language; a new one of the server's, as the server calls it. */
export function useOutcomeWord(): (outcome: string) => string {
  const { t } = useTranslation();
  return (outcome) => (isKnown(outcome) ? t(`outcome.${outcome}`) : outcome);
}
