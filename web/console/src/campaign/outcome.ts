/** What the Audience API may answer, and the colour it has in every chart; what is unknown is grey. */
const COLOURS: Record<string, { dark: string; light: string }> = {
  WON: { dark: '#3ecf8e', light: '#0f8a57' },
  ENTERED: { dark: '#3ecf8e', light: '#0f8a57' },
  COUNTED: { dark: '#3ecf8e', light: '#0f8a57' },
  PUBLISHED: { dark: '#3ecf8e', light: '#0f8a57' },
  ALREADY: { dark: '#6aa8ff', light: '#1f5fc4' },
  SOLD_OUT: { dark: '#f5b544', light: '#b27400' },
  HELD: { dark: '#f5b544', light: '#b27400' },
  TOO_FAST: { dark: '#c58bf2', light: '#7d3fb0' },
  TOO_LONG: { dark: '#7fd6e8', light: '#0d7d92' },
  NOT_OPEN: { dark: '#97a2b4', light: '#5b6677' },
  REJECTED: { dark: '#ff6b66', light: '#c4281f' },
  INVALID: { dark: '#ff6b66', light: '#c4281f' },
};

export const OUTCOMES = [
  'WON',
  'ENTERED',
  'COUNTED',
  'PUBLISHED',
  'ALREADY',
  'SOLD_OUT',
  'HELD',
  'REJECTED',
  'TOO_FAST',
  'TOO_LONG',
  'NOT_OPEN',
  'INVALID',
] as const;
export type KnownOutcome = (typeof OUTCOMES)[number];

export function outcomeColour(outcome: string, theme: 'dark' | 'light'): string {
  return COLOURS[outcome]?.[theme] ?? (theme === 'dark' ? '#97a2b4' : '#5b6677');
}

export function isKnown(outcome: string): outcome is KnownOutcome {
  return OUTCOMES.some((known) => known === outcome);
}
