import type { Metric } from './metric';

export interface Minute {
  minute: string;
  tries: number;
  distinctViewers: number;
  moneyGranted: string;
  outcomes: readonly { outcome: string; count: number }[];
}

export interface Line {
  name: string;
  /** [time in ms, value], oldest first. */
  points: [number, number][];
}

const MINUTE_MS = 60_000;

/**
 * The minutes of a campaign as lines of a chart. A minute without activity has no row: it is a zero, not a
 * gap to be drawn over, so it is put in.
 */
export function linesOf(series: readonly Minute[], metric: Metric): Line[] {
  const filled = withQuietMinutes(series);
  if (metric === 'outcomes') {
    const names = [...new Set(series.flatMap((minute) => minute.outcomes.map(({ outcome }) => outcome)))];
    return names.map((name) => ({
      name,
      points: filled.map(([at, minute]) => [
        at,
        minute?.outcomes.find((one) => one.outcome === name)?.count ?? 0,
      ]),
    }));
  }
  return [
    { name: metric, points: filled.map(([at, minute]) => [at, minute ? heightOf(minute, metric) : 0]) },
  ];
}

function heightOf(minute: Minute, metric: Exclude<Metric, 'outcomes'>): number {
  if (metric === 'tries') return minute.tries;
  if (metric === 'viewers') return minute.distinctViewers;
  // The height of a bar, nothing to count on: the exact sums are in the totals.
  return Number(minute.moneyGranted);
}

function withQuietMinutes(series: readonly Minute[]): [number, Minute | undefined][] {
  const byTime = new Map(series.map((minute) => [Date.parse(minute.minute), minute]));
  const times = [...byTime.keys()];
  if (times.length === 0) return [];
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const minutes: [number, Minute | undefined][] = [];
  // More than a day apart is two activities, not one with a long pause: only what there is, then.
  if (last - first > 24 * 60 * MINUTE_MS)
    return times.sort((a, b) => a - b).map((at) => [at, byTime.get(at)]);
  for (let at = first; at <= last; at += MINUTE_MS) minutes.push([at, byTime.get(at)]);
  return minutes;
}
