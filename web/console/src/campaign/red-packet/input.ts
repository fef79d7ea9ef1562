import type { RedPacketSettingsInput } from '../../../generated/graphql';
import { fromMinor, toMinor } from '../../money/money';

export interface RedPacketFields {
  pool: string;
  packets: number | null;
}

export const EMPTY: RedPacketFields = { pool: '', packets: null };

export function toInput({ pool, packets }: RedPacketFields, currency: string): RedPacketSettingsInput {
  return { pool: fromMinor(toMinor(pool, currency) ?? 0n, currency), packets: packets ?? 0 };
}

/** Every packet holds at least the smallest coin. */
export function isPoolEnough({ pool, packets }: Partial<RedPacketFields>, currency: string): boolean {
  const minor = toMinor(pool ?? '', currency);
  return minor === undefined || !packets || minor >= BigInt(packets);
}

export function averageOf({ pool, packets }: RedPacketFields, currency: string): string | undefined {
  const minor = toMinor(pool, currency);
  if (minor === undefined || !packets || packets < 1) return undefined;
  return fromMinor(minor / BigInt(packets), currency);
}
