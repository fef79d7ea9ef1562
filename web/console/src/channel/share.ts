/** How full a quota is, as a share: for the length of a bar, nothing more exact. */
export function shareOf(used: string, limit: string): number {
  const [part, whole] = [Number(used), Number(limit)];
  if (!(whole > 0)) return part > 0 ? 1 : 0;
  return Math.min(1, Math.max(0, part / whole));
}

export type Fullness = 'ease' | 'near' | 'full';

export function fullnessOf(share: number): Fullness {
  if (share >= 1) return 'full';
  return share >= 0.8 ? 'near' : 'ease';
}
