import { BarChartOutlined, GiftOutlined, MessageOutlined, WalletOutlined } from '@ant-design/icons';
import type { ReactNode } from 'react';
import type { CampaignKind } from '../../generated/graphql';
import styles from './kind-icon.module.css';

const ICONS: Record<CampaignKind, ReactNode> = {
  RED_PACKET: <WalletOutlined aria-hidden />,
  LUCKY_DRAW: <GiftOutlined aria-hidden />,
  VOTE: <BarChartOutlined aria-hidden />,
  COMMENT_WALL: <MessageOutlined aria-hidden />,
};

export function KindIcon({ kind }: { kind: CampaignKind }) {
  return (
    <span className={styles.icon} aria-hidden>
      {ICONS[kind]}
    </span>
  );
}
