/** The number that a viewer entered with, which the API tells once; remembered on this phone. */
import { storage } from '../session/keep';

const keyOf = (viewerId: string, campaignId: string): string => `ovation.entry.${viewerId}.${campaignId}`;

export function recallEntryNumber(viewerId: string, campaignId: string): number | null {
  const number = Number(storage('localStorage').getItem(keyOf(viewerId, campaignId)));
  return Number.isInteger(number) && number > 0 ? number : null;
}

export function rememberEntryNumber(viewerId: string, campaignId: string, number: number): void {
  storage('localStorage').setItem(keyOf(viewerId, campaignId), String(number));
}
