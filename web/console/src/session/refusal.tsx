import { useTranslation } from 'react-i18next';
import type { SignInOutcome } from '../../generated/graphql';
import { Notice } from '../ui/notice';

export interface Refused {
  outcome: SignInOutcome;
  retryAfterMs: number | null;
}

/** Why somebody is not in. */
export function Refusal({ refused, rejected }: { refused: Refused; rejected: string }) {
  const { t } = useTranslation();
  switch (refused.outcome) {
    case 'REJECTED':
      return <Notice tone="bad" title={rejected} />;
    case 'SUSPENDED':
      return <Notice tone="bad" title={t('session.suspended')} />;
    case 'CHALLENGE_EXPIRED':
      return <Notice tone="warn" title={t('session.challengeExpired')} />;
    case 'TOO_MANY_ATTEMPTS':
      return <TooMany retryAfterMs={refused.retryAfterMs} />;
    default:
      return null;
  }
}

export function TooMany({ retryAfterMs }: { retryAfterMs: number | null }) {
  const { t } = useTranslation();
  return (
    <Notice tone="warn" title={t('session.tooMany', { seconds: Math.ceil((retryAfterMs ?? 0) / 1000) })} />
  );
}
