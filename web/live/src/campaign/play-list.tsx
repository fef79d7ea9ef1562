/** The campaigns of the show, whatever their kind: the one place that names every card. */
import { useI18n } from '../i18n/i18n';
import { LuckyDrawCard } from '../lucky-draw/lucky-draw-card';
import { RedPacketCard } from '../red-packet/red-packet-card';
import { Empty } from '../ui/empty';
import { VoteCard } from '../vote/vote-card';
import type { Playable } from './order';
import css from './play-list.module.css';

export function PlayList({ campaigns }: { campaigns: Playable[] }) {
  const { t } = useI18n();
  if (campaigns.length === 0) return <Empty title={t('play.empty')} hint={t('play.emptyHint')} />;
  return (
    <div class={css.list}>
      {campaigns.map((campaign) => (
        <Card key={campaign.id} campaign={campaign} />
      ))}
    </div>
  );
}

function Card({ campaign }: { campaign: Playable }) {
  switch (campaign.__typename) {
    case 'RedPacketCampaign':
      return <RedPacketCard campaign={campaign} />;
    case 'LuckyDrawCampaign':
      return <LuckyDrawCard campaign={campaign} />;
    case 'VoteCampaign':
      return <VoteCard campaign={campaign} />;
  }
}
