import type { Role } from '../../generated/graphql';
import { roleOf, useSession } from './me';

/**
 * What the screens offer. The server decides; this only keeps a button off the screen that it would refuse.
 */
export type Ability = 'edit' | 'operate' | 'moderate' | 'own' | 'provision';

export const ABILITIES: Record<Role, readonly Ability[]> = {
  OWNER: ['edit', 'operate', 'moderate', 'own'],
  PRODUCER: ['edit', 'operate', 'moderate'],
  OPERATOR: ['operate'],
  MODERATOR: ['moderate'],
  ANALYST: [],
  ACCOUNT_MANAGER: ['provision'],
};

export function useAbility(ability: Ability): boolean {
  return ABILITIES[roleOf(useSession())].includes(ability);
}
