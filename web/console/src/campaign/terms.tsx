import { useTranslation } from 'react-i18next';
import { type FragmentType, graphql, readFragment } from '../../generated';
import type { CampaignTermsFragment } from '../../generated/graphql';
import { useMoney, useNumber } from '../session/channel';
import { Panel } from '../ui/panel';
import { SummaryList } from './builder';

const TermsParts = graphql(`
  fragment CampaignTerms on Campaign {
    id
    settings {
      __typename
      ... on RedPacketSettings { pool { amount currency } packets }
      ... on LuckyDrawSettings { prizes { id name quantity value { amount currency } } }
      ... on VoteSettings { options { id label } maxChoices countsVisible }
      ... on CommentWallSettings { maxLength minIntervalSeconds moderation blockedWords reactions }
    }
  }
`);

/** The terms as they stand; once published they stay. */
export function CampaignTerms(props: { campaign: FragmentType<typeof TermsParts> }) {
  const { t } = useTranslation();
  const rows = useRows(readFragment(TermsParts, props.campaign).settings);
  return (
    <Panel title={t('campaign.tab.terms')}>
      <SummaryList rows={rows} />
    </Panel>
  );
}

type Settings = CampaignTermsFragment['settings'];

function useRows(settings: Settings): (readonly [string, string])[] {
  const { t } = useTranslation();
  const money = useMoney();
  const number = useNumber();
  const list = (words: readonly string[]) => words.join(t('ui.listComma')) || '–';
  switch (settings.__typename) {
    case 'RedPacketSettings':
      return [
        [t('redPacket.pool'), money.format(settings.pool)],
        [t('redPacket.packets'), number(settings.packets)],
      ];
    case 'LuckyDrawSettings':
      return settings.prizes.map((prize) => [
        prize.name,
        `${number(prize.quantity)} × ${money.format(prize.value)}`,
      ]);
    case 'VoteSettings':
      return [
        [t('vote.options'), list(settings.options.map((option) => option.label))],
        [t('vote.maxChoices'), number(settings.maxChoices)],
        [t('vote.countsVisible'), t(settings.countsVisible ? 'ui.yes' : 'ui.no')],
      ];
    case 'CommentWallSettings':
      return [
        [t('commentWall.moderation'), t(`commentWall.short.${settings.moderation}`)],
        [t('commentWall.maxLength'), number(settings.maxLength)],
        [t('commentWall.minInterval'), t('commentWall.every', { seconds: settings.minIntervalSeconds })],
        [t('commentWall.blockedWords'), list(settings.blockedWords)],
        [t('commentWall.reactions'), list(settings.reactions)],
      ];
  }
}
