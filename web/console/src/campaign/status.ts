import type { CampaignKind, CampaignStatus } from '../../generated/graphql';
import type { Shape } from '../ui/status-mark';

export const LOOKS: Record<CampaignStatus, { shape: Shape; tone: string; live?: boolean }> = {
  DRAFT: { shape: 'dashed', tone: 'var(--grey)' },
  SCHEDULED: { shape: 'diamond', tone: 'var(--blue)' },
  OPEN: { shape: 'dot', tone: 'var(--green)', live: true },
  PAUSED: { shape: 'bars', tone: 'var(--amber)' },
  CLOSED: { shape: 'square', tone: 'var(--grey)' },
  SETTLED: { shape: 'check', tone: 'var(--teal)' },
};

/** Figures move: ask for them again and again. */
export function isRunning(status: CampaignStatus): boolean {
  return status === 'OPEN' || status === 'PAUSED';
}

const AT_STAKE: readonly CampaignKind[] = ['RED_PACKET', 'LUCKY_DRAW'];

/**
 * Where money or a draw is at stake a transition is held, not clicked. But a pause: whoever has to stop
 * something must be able to stop it now.
 */
export function mustHold(kind: CampaignKind, to: CampaignStatus): boolean {
  return AT_STAKE.includes(kind) && to !== 'PAUSED';
}
