import { useTranslation } from 'react-i18next';
import type { ChannelStatus } from '../../generated/graphql';
import { StatusMark } from '../ui/status-mark';

const LOOKS = {
  ACTIVE: { shape: 'dot', tone: 'var(--green)' },
  SUSPENDED: { shape: 'bars', tone: 'var(--amber)' },
  MOVING: { shape: 'diamond', tone: 'var(--amber)' },
  DELETING: { shape: 'square', tone: 'var(--red)' },
} as const;

export function ChannelStatusMark({ status }: { status: ChannelStatus }) {
  const { t } = useTranslation();
  return <StatusMark {...LOOKS[status]}>{t(`channel.status.${status}`)}</StatusMark>;
}
