import { useState } from 'preact/hooks';
import { GrabRedPacketDocument } from '../../generated/audience';
import { AskNotice } from '../api/ask-notice';
import { useAsk } from '../api/use-ask';
import { CampaignCard } from '../campaign/card';
import { Countdown } from '../campaign/countdown';
import type { RedPacket } from '../campaign/kinds';
import { useI18n } from '../i18n/i18n';
import { useLive } from '../live';
import { formatMoney } from '../money/money';
import { awardText } from '../prizes/award';
import css from './red-packet-card.module.css';
import { type Grab, type RedPacketState, stateOf } from './state';
import { WonDialog } from './won-dialog';

export function RedPacketCard({ campaign }: { campaign: RedPacket }) {
  const { t, locale } = useI18n();
  const { api, feed, announce } = useLive();
  const { phase, asking, run } = useAsk();
  const [grab, setGrab] = useState<Grab | null>(null);
  const [celebrating, setCelebrating] = useState(false);
  const state = stateOf(campaign, grab);
  const over = state.kind === 'soldOut' || state.kind === 'closed';

  const snatch = async () => {
    navigator.vibrate?.(15);
    const answer = await run((options) =>
      api.ask(GrabRedPacketDocument, { campaignId: campaign.id }, options),
    );
    if (!answer) return;
    const result = answer.grabRedPacket;
    setGrab(result);
    setCelebrating(result.outcome === 'WON');
    announce(outcomeText(result));
    feed.nudge();
  };

  const outcomeText = ({ outcome, grant }: Grab): string => {
    if (grant)
      return t(outcome === 'WON' ? 'redPacket.won' : 'redPacket.already', {
        money: awardText(grant.award, locale),
      });
    return t(outcome === 'SOLD_OUT' ? 'redPacket.soldOut' : 'redPacket.notOpen');
  };

  return (
    <CampaignCard campaign={campaign} kind="redPacket.kind" look={over ? 'faded' : 'festive'}>
      <p class={css.pool}>
        {t('redPacket.pool', { money: formatMoney(campaign.pool, locale), count: campaign.packets })}
      </p>
      <div class={css.stage} data-state={state.kind}>
        <Middle campaign={campaign} state={state} asking={asking} onSnatch={snatch} />
      </div>
      {campaign.status === 'OPEN' && !over && (
        <div class={css.stock}>
          <progress class={css.bar} max={campaign.packets} value={campaign.remaining} aria-hidden="true" />
          {t('redPacket.remaining', { count: campaign.remaining })}
        </div>
      )}
      <AskNotice phase={phase} />
      {celebrating && state.kind === 'granted' && (
        <WonDialog grant={state.grant} title={campaign.title} onClose={() => setCelebrating(false)} />
      )}
    </CampaignCard>
  );
}

interface MiddleProps {
  campaign: RedPacket;
  state: RedPacketState;
  asking: boolean;
  onSnatch: () => void;
}

function Middle({ campaign, state, asking, onSnatch }: MiddleProps) {
  const { t, locale } = useI18n();
  switch (state.kind) {
    case 'open':
      return (
        <>
          <button
            class={css.seal}
            type="button"
            aria-label={
              asking ? t('redPacket.snatching') : t('redPacket.snatchLabel', { title: campaign.title })
            }
            aria-disabled={asking}
            data-asking={asking}
            onClick={onSnatch}
          >
            <span class={css.word}>{t('redPacket.snatch')}</span>
          </button>
          {state.notOpenYet && <p class={css.told}>{t('redPacket.notOpen')}</p>}
        </>
      );
    case 'granted':
      return (
        <>
          <p class={css.yours}>{t('redPacket.yours')}</p>
          <p class={css.amount}>{awardText(state.grant.award, locale)}</p>
          <p class={css.hint}>{t('redPacket.alreadyHint')}</p>
        </>
      );
    case 'soldOut':
      return (
        <>
          <p class={css.told}>{t('redPacket.soldOut')}</p>
          <p class={css.hint}>{t('redPacket.soldOutHint')}</p>
        </>
      );
    case 'waiting':
      return <Countdown opensAt={campaign.opensAt} label="countdown.opens" />;
    default:
      return <p class={css.told}>{t(`redPacket.${state.kind}`)}</p>;
  }
}
