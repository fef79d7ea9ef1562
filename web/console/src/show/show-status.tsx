import { useTranslation } from 'react-i18next';
import type { ShowStatus } from '../../generated/graphql';
import { type Shape, StatusMark } from '../ui/status-mark';

const LOOKS: Record<ShowStatus, { shape: Shape; tone: string; live?: boolean }> = {
  SCHEDULED: { shape: 'diamond', tone: 'var(--blue)' },
  ON_AIR: { shape: 'dot', tone: 'var(--red)', live: true },
  ENDED: { shape: 'square', tone: 'var(--grey)' },
};

export function ShowStatusMark({ status }: { status: ShowStatus }) {
  const { t } = useTranslation();
  return <StatusMark {...LOOKS[status]}>{t(`show.status.${status}`)}</StatusMark>;
}
