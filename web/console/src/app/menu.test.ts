import { describe, expect, it } from 'vitest';
import { ABILITIES } from '../session/abilities';
import { menuOf } from './menu';

const names = (role: Parameters<typeof menuOf>[0]) => menuOf(role).map((entry) => entry.name);

describe('what a role is offered', () => {
  it('is, for account managers, channels and nothing of a channel', () => {
    expect(names('ACCOUNT_MANAGER')).toEqual(['channels', 'provision', 'activity']);
    expect(ABILITIES.ACCOUNT_MANAGER).toEqual(['provision']);
  });

  it('has members and keys for owners alone', () => {
    expect(names('OWNER')).toEqual(['shows', 'quotas', 'members', 'keys', 'data', 'activity']);
    for (const role of ['PRODUCER', 'OPERATOR', 'MODERATOR', 'ANALYST'] as const) {
      expect(names(role)).not.toContain('members');
      expect(names(role)).not.toContain('keys');
      expect(names(role)).not.toContain('data');
      expect(names(role)).not.toContain('activity');
      expect(names(role)).not.toContain('channels');
      expect(ABILITIES[role]).not.toContain('own');
    }
  });

  it('lets analysts look and touch nothing', () => {
    expect(names('ANALYST')).toContain('shows');
    expect(ABILITIES.ANALYST).toEqual([]);
  });

  it('gives no two entries of one menu the same key', () => {
    for (const role of ['OWNER', 'ACCOUNT_MANAGER'] as const) {
      const keys = menuOf(role).map((entry) => entry.key);
      expect(new Set(keys).size).toBe(keys.length);
    }
  });
});
