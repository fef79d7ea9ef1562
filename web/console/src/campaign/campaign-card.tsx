import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type FragmentType, graphql, readFragment } from '../../generated';
import type { CampaignKind } from '../../generated/graphql';
import { useMoney, useNumber } from '../session/channel';
import styles from './campaign-card.module.css';
import { KindIcon } from './kind-icon';
import { CampaignStatusMark } from './status-mark';

const CampaignCardParts = graphql(`
  fragment CampaignCard on Campaign {
    id
    kind
    title
    status
    totals {
      granted
      moneyGranted { amount currency }
      remaining
      entries
      ballots
      comments
    }
  }
`);

export function CampaignCard(props: { campaign: FragmentType<typeof CampaignCardParts> }) {
  const { t } = useTranslation();
  const { kind, ...campaign } = readFragment(CampaignCardParts, props.campaign);
  const { totals } = campaign;
  const money = useMoney();
  const number = useNumber();
  const counts: Record<CampaignKind, number> = {
    RED_PACKET: totals.granted,
    LUCKY_DRAW: totals.entries,
    VOTE: totals.ballots,
    COMMENT_WALL: totals.comments,
  };
  const figure = t(`campaign.figure.${kind}`, {
    number: number(counts[kind]),
    money: money.format(totals.moneyGranted),
  });
  return (
    <Link to="/campaigns/$campaignId" params={{ campaignId: campaign.id }} className={styles.card}>
      <KindIcon kind={kind} />
      <div>
        <div className={styles.title}>{campaign.title}</div>
        <div className={styles.meta}>
          {t(`kind.${kind}`)} · {figure}
        </div>
      </div>
      <CampaignStatusMark status={campaign.status} />
    </Link>
  );
}
