/** Starts one server for each profile that is asked for, and ends them afterwards. */
import type { FullConfig } from '@playwright/test';
import { PROFILES, type Profile, publish } from './profile.ts';
import { Server } from './server.ts';

export default async function start(_config: FullConfig): Promise<() => Promise<void>> {
  const servers: Server[] = [];
  const stop = async () => {
    if (process.env.BROWSER_TESTS_LOG) for (const server of servers) await server.printLog();
    for (const server of servers) await server.stop();
  };
  try {
    for (const profile of wanted()) {
      const { server, running } = await Server.start(profile);
      servers.push(server);
      publish(profile, running);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

/** Playwright does not tell the set-up which projects were chosen. */
function wanted(): readonly Profile[] {
  const args = process.argv;
  const chosen = args.flatMap((arg, i) => {
    if (arg.startsWith('--project=')) return [arg.slice('--project='.length)];
    return arg === '--project' ? [args[i + 1] ?? ''] : [];
  });
  return chosen.length === 0 ? PROFILES : PROFILES.filter((profile) => chosen.includes(profile));
}
