/** What a draw is to this viewer. An entry that was just acknowledged goes before the last poll, which may be older. */
import type { EnterOutcome } from '../../generated/audience';
import type { LuckyDraw } from '../campaign/kinds';

export type DrawState = 'waiting' | 'open' | 'entered' | 'paused' | 'closed' | 'won' | 'lost' | 'drawn';

export function stateOf(campaign: LuckyDraw, outcome: EnterOutcome | null): DrawState {
  const entered = campaign.entered || outcome === 'ENTERED' || outcome === 'ALREADY';
  if (campaign.myGrant) return 'won';
  if (campaign.seed !== null) return entered ? 'lost' : 'drawn';
  if (entered) return 'entered';
  if (campaign.status === 'OPEN') return 'open';
  if (campaign.status === 'PAUSED') return 'paused';
  return campaign.status === 'SCHEDULED' || campaign.status === 'DRAFT' ? 'waiting' : 'closed';
}
