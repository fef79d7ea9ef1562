/** What a server runs on: `embedded` needs nothing else, `full` is PostgreSQL and Redis. */
export const PROFILES = ['embedded', 'full'] as const;
export type Profile = (typeof PROFILES)[number];

/** What the tests know of the server that was started for their profile. */
export interface Running {
  url: string;
  /** The environment in which the `ovation` command speaks to the same data. */
  env: Record<string, string>;
}

const keyOf = (profile: Profile): string => `BROWSER_TESTS_${profile.toUpperCase()}`;

/** From the global set-up to the workers, which inherit its environment. */
export function publish(profile: Profile, running: Running): void {
  process.env[keyOf(profile)] = JSON.stringify(running);
}

export function runningOf(profile: string): Running {
  const known = PROFILES.find((one) => one === profile);
  const text = known && process.env[keyOf(known)];
  if (!text) throw new Error(`no server was started for the profile ${profile}`);
  return JSON.parse(text) as Running;
}
