import { useTranslation } from 'react-i18next';
import type { CampaignStatus } from '../../generated/graphql';
import { StatusMark } from '../ui/status-mark';
import { LOOKS } from './status';

export function CampaignStatusMark({ status }: { status: CampaignStatus }) {
  const { t } = useTranslation();
  return <StatusMark {...LOOKS[status]}>{t(`campaign.status.${status}`)}</StatusMark>;
}
