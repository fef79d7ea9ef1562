/** Shares of a vote, in whole per cent that add up to 100: what was lost in rounding goes to the largest remainders. */
export function shares(votes: readonly number[]): number[] {
  const total = votes.reduce((sum, n) => sum + n, 0);
  if (total === 0) return votes.map(() => 0);
  const exact = votes.map((n) => (n * 100) / total);
  const whole = exact.map(Math.floor);
  let missing = 100 - whole.reduce((sum, n) => sum + n, 0);
  const byRemainder = exact
    .map((share, i) => ({ i, rest: share - Math.floor(share) }))
    .sort((a, b) => b.rest - a.rest || a.i - b.i);
  for (const { i } of byRemainder) {
    if (missing <= 0) break;
    whole[i] = (whole[i] ?? 0) + 1;
    missing -= 1;
  }
  return whole;
}

/** One more choice, or one less. With a single choice the new one takes the place of the old. */
export function choose(chosen: readonly string[], option: string, max: number): string[] {
  if (chosen.includes(option)) return max === 1 ? [...chosen] : chosen.filter((one) => one !== option);
  if (max === 1) return [option];
  return chosen.length < max ? [...chosen, option] : [...chosen];
}
