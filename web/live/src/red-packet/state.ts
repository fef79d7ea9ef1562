/** What a red packet is to this viewer. What the viewer was just told goes before the last poll, which may be older. */
import type { GrabRedPacketMutation } from '../../generated/audience';
import type { RedPacket } from '../campaign/kinds';

export type Grab = GrabRedPacketMutation['grabRedPacket'];
export type Grant = NonNullable<RedPacket['myGrant']>;

export type RedPacketState =
  | { kind: 'granted'; grant: Grant }
  | { kind: 'soldOut' }
  | { kind: 'open'; notOpenYet: boolean }
  | { kind: 'waiting' }
  | { kind: 'paused' }
  | { kind: 'closed' };

export function stateOf(campaign: RedPacket, grab: Grab | null): RedPacketState {
  const grant = grab?.grant ?? campaign.myGrant;
  if (grant) return { kind: 'granted', grant };
  if (campaign.status === 'CLOSED' || campaign.status === 'SETTLED') {
    return { kind: campaign.remaining === 0 ? 'soldOut' : 'closed' };
  }
  if (campaign.status === 'PAUSED') return { kind: 'paused' };
  if (campaign.status !== 'OPEN') return { kind: 'waiting' };
  if (campaign.remaining === 0 || grab?.outcome === 'SOLD_OUT') return { kind: 'soldOut' };
  return { kind: 'open', notOpenYet: grab?.outcome === 'NOT_OPEN' };
}
