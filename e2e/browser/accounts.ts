/** Who signs in. The tests make their own members, so that no password of the demo is written down here. */
import { randomBytes } from 'node:crypto';
import { ovation } from './setup/ovation.ts';

export interface Account {
  /** The slug; none for account managers. */
  channel?: string;
  email: string;
  name: string;
  role: 'owner' | 'producer' | 'account-manager';
  password: string;
}

/** Made once, in the set-up; the workers inherit it. */
process.env.BROWSER_TESTS_PASSWORD ??= randomBytes(18).toString('base64url');
const password = process.env.BROWSER_TESTS_PASSWORD;

export const producer: Account = {
  channel: 'cctv',
  email: 'browser-producer@cctv.example',
  name: '周导',
  role: 'producer',
  password,
};

export const owner: Account = {
  channel: 'cctv',
  email: 'browser-owner@cctv.example',
  name: '林台',
  role: 'owner',
  password,
};

export const accountManager: Account = {
  email: 'browser-manager@ovation.example',
  name: 'Wen',
  role: 'account-manager',
  password,
};

export async function addMembers(env: Record<string, string>): Promise<void> {
  for (const { channel, email, name, role } of [producer, owner, accountManager]) {
    const where = channel ? ['--channel', channel] : ['--platform'];
    const who = ['--email', email, '--name', name, '--role', role];
    await ovation(env, ['member', 'add', ...where, ...who, '--password-stdin'], `${password}\n`);
  }
}
