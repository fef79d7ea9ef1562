import {
  AppstoreOutlined,
  DashboardOutlined,
  DatabaseOutlined,
  HistoryOutlined,
  KeyOutlined,
  PlayCircleOutlined,
  PlusSquareOutlined,
  TeamOutlined,
} from '@ant-design/icons';
import type { ReactNode } from 'react';
import type { Role } from '../../generated/graphql';

export interface MenuEntry {
  to: '/shows' | '/members' | '/keys' | '/data' | '/activity' | '/quotas' | '/channels' | '/provision';
  /** The word is `menu.<name>`. */
  name: 'shows' | 'members' | 'keys' | 'data' | 'activity' | 'quotas' | 'channels' | 'provision';
  icon: ReactNode;
  /** Where else one is still there. */
  also?: string;
  /** "g" and then this: goes there. */
  key: string;
}

const SHOWS: MenuEntry = {
  to: '/shows',
  name: 'shows',
  icon: <PlayCircleOutlined aria-hidden />,
  key: 's',
  also: '/campaigns/',
};
const MEMBERS: MenuEntry = { to: '/members', name: 'members', icon: <TeamOutlined aria-hidden />, key: 'm' };
const KEYS: MenuEntry = { to: '/keys', name: 'keys', icon: <KeyOutlined aria-hidden />, key: 'k' };
const DATA: MenuEntry = { to: '/data', name: 'data', icon: <DatabaseOutlined aria-hidden />, key: 'd' };
const ACTIVITY: MenuEntry = {
  to: '/activity',
  name: 'activity',
  icon: <HistoryOutlined aria-hidden />,
  key: 'a',
};
const QUOTAS: MenuEntry = {
  to: '/quotas',
  name: 'quotas',
  icon: <DashboardOutlined aria-hidden />,
  key: 'u',
};
const CHANNELS: MenuEntry = {
  to: '/channels',
  name: 'channels',
  icon: <AppstoreOutlined aria-hidden />,
  key: 'c',
};
const PROVISION: MenuEntry = {
  to: '/provision',
  name: 'provision',
  icon: <PlusSquareOutlined aria-hidden />,
  key: 'p',
};

const MENU: Record<Role, readonly MenuEntry[]> = {
  OWNER: [SHOWS, QUOTAS, MEMBERS, KEYS, DATA, ACTIVITY],
  PRODUCER: [SHOWS, QUOTAS],
  OPERATOR: [SHOWS, QUOTAS],
  MODERATOR: [SHOWS],
  ANALYST: [SHOWS, QUOTAS],
  ACCOUNT_MANAGER: [CHANNELS, PROVISION, ACTIVITY],
};

export function menuOf(role: Role): readonly MenuEntry[] {
  return MENU[role];
}
