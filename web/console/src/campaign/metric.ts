/** What the chart of a campaign can show; one at a time, each on its own scale. */
export const METRICS = ['outcomes', 'tries', 'viewers', 'money'] as const;
export type Metric = (typeof METRICS)[number];
