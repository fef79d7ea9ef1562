/** The `ovation` binary, run to its end. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../../..');
export const binary = process.env.OVATION_BIN ?? join(root, 'target/debug/ovation');

/** The environment without settings of a server that somebody else runs. */
export function cleanEnv(): Record<string, string> {
  const kept = Object.entries(process.env).filter(([key, value]) => value !== undefined && !key.startsWith('OVATION_'));
  return Object.fromEntries(kept) as Record<string, string>;
}

/** What it printed; an error with what it said when it fails. */
export function ovation(env: Record<string, string>, args: string[], input?: string): Promise<string> {
  if (!existsSync(binary)) throw new Error(`${binary} is missing: cargo build -p server, or set OVATION_BIN`);
  return run(binary, args, { env, input });
}

export interface RunOptions {
  env: Record<string, string>;
  input?: string | undefined;
}

export function run(command: string, args: string[], { env, input }: RunOptions): Promise<string> {
  return new Promise((succeed, fail) => {
    const child = execFile(command, args, { cwd: root, env, timeout: 120_000, maxBuffer: 16 << 20 }, (error, stdout, stderr) => {
      if (error) fail(new Error(`${command} ${args.join(' ')}: ${error.message}\n${stdout}${stderr}`));
      else succeed(stdout);
    });
    child.stdin?.on('error', () => {}); // it may have ended before it read
    child.stdin?.end(input ?? '');
  });
}
