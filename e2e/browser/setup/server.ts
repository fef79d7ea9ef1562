/** A real server on a free port, with data of its own, for one profile. Everything that is started here is ended here. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createWriteStream, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addMembers } from '../accounts.ts';
import { binary, cleanEnv, ovation, root, run } from './ovation.ts';
import type { Profile, Running } from './profile.ts';

const READY_MS = 60_000;
const DRAIN_MS = 20_000;

export class Server {
  private child: ChildProcess | undefined;
  private readonly undo: (() => Promise<unknown>)[] = [];

  private constructor(
    private readonly profile: Profile,
    private readonly dir: string,
  ) {}

  static async start(profile: Profile): Promise<{ server: Server; running: Running }> {
    const server = new Server(profile, await mkdtemp(join(tmpdir(), `ovation-browser-${profile}-`)));
    try {
      return { server, running: await server.run() };
    } catch (error) {
      await server.printLog();
      await server.stop();
      throw error;
    }
  }

  /** The log, for a run that failed. */
  async printLog(): Promise<void> {
    const log = await readFile(this.logFile, 'utf8').catch(() => '');
    if (log) console.error(`── the server's log (${this.profile}), its end\n${log.slice(-20_000)}`);
  }

  async stop(): Promise<void> {
    await this.end();
    for (const undo of this.undo.reverse()) await undo().catch((error) => console.error(error));
    await rm(this.dir, { recursive: true, force: true });
  }

  private get logFile(): string {
    return join(this.dir, 'server.log');
  }

  private async run(): Promise<Running> {
    const port = await freePort();
    const env = { ...cleanEnv(), ...(await this.settings(port)), ...(await this.backends()) };
    await ovation(env, ['migrate']);
    await ovation(env, ['tenant', 'apply', ...manifests()]);
    await ovation(env, ['seed']);
    await addMembers(env);
    const url = `http://127.0.0.1:${port}`;
    this.child = spawn(binary, ['serve'], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const log = createWriteStream(this.logFile);
    this.child.stdout?.pipe(log, { end: false });
    this.child.stderr?.pipe(log, { end: false });
    await this.ready(url);
    return { url, env };
  }

  private async settings(port: number): Promise<Record<string, string>> {
    const data = join(this.dir, 'data');
    const key = join(this.dir, 'master-key');
    await mkdir(data);
    await writeFile(key, randomBytes(32).toString('base64'), { mode: 0o600 });
    return { OVATION_LISTEN: `127.0.0.1:${port}`, OVATION_DATA_DIR: data, OVATION_MASTER_KEY_FILE: key };
  }

  private async backends(): Promise<Record<string, string>> {
    if (this.profile === 'embedded') return {};
    const env = cleanEnv();
    const settings: Record<string, string> = {};
    for (const name of ['postgres', 'redis']) {
      const script = join(root, 'infra/dev', name);
      const dir = join(this.dir, name);
      this.undo.push(() => run(script, ['remove', dir], { env }));
      for (const line of (await run(script, ['start', dir], { env })).split('\n')) {
        const [, key, value] = /^(OVATION_\w+)=(.*)$/.exec(line) ?? [];
        if (key && value && key !== 'OVATION_DATABASE_ADMIN_URL') settings[key] = value;
      }
    }
    return settings;
  }

  private async ready(url: string): Promise<void> {
    const until = Date.now() + READY_MS;
    while (Date.now() < until) {
      if (this.child?.exitCode !== null) throw new Error(`the server ended with ${this.child?.exitCode} before it was ready`);
      const answer = await fetch(`${url}/readyz`).catch(() => undefined);
      if (answer?.ok) return;
      await new Promise((again) => setTimeout(again, 100));
    }
    throw new Error(`the server was not ready within ${READY_MS / 1000} s`);
  }

  private async end(): Promise<void> {
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((done) => child.once('exit', () => done()));
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), DRAIN_MS);
    await ended;
    clearTimeout(late);
  }
}

function manifests(): string[] {
  const folder = join(root, 'tenants/channels');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.toml'))
    .sort()
    .map((name) => join(folder, name));
}

function freePort(): Promise<number> {
  return new Promise((found, fail) => {
    const probe = createServer();
    probe.once('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (address && typeof address === 'object' ? found(address.port) : fail(new Error('no port'))));
    });
  });
}
