import { useTranslation } from 'react-i18next';
import type { ChannelStatus } from '../../generated/graphql';
import { StatusMark } from '../ui/status-mark';

export function ChannelStatusMark({ status }: { status: ChannelStatus }) {
  const { t } = useTranslation();
  return status === 'ACTIVE' ? (
    <StatusMark shape="dot" tone="var(--green)">
      {t('channel.status.ACTIVE')}
    </StatusMark>
  ) : (
    <StatusMark shape="bars" tone="var(--amber)">
      {t('channel.status.SUSPENDED')}
    </StatusMark>
  );
}
