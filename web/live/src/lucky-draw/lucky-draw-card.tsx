import { AskNotice } from '../api/ask-notice';
import { CampaignCard } from '../campaign/card';
import { Countdown } from '../campaign/countdown';
import type { LuckyDraw } from '../campaign/kinds';
import { useI18n } from '../i18n/i18n';
import { useLive } from '../live';
import { awardText } from '../prizes/award';
import { DrawCheck } from './draw-check';
import css from './lucky-draw-card.module.css';
import { PrizeList } from './prize-list';
import { type DrawState, stateOf } from './state';
import { type Entering, useEntry } from './use-entry';
import { WinnerList } from './winner-list';

export function LuckyDrawCard({ campaign }: { campaign: LuckyDraw }) {
  const { t } = useI18n();
  const entering = useEntry(campaign);
  const state = stateOf(campaign, entering.outcome);
  return (
    <CampaignCard campaign={campaign} kind="draw.kind">
      <PrizeList prizes={campaign.prizes} />
      <p class={css.entries}>{t('draw.entries', { count: campaign.entries })}</p>
      <MyEntry campaign={campaign} state={state} entering={entering} />
      <AskNotice phase={entering.phase} />
      {campaign.seed !== null && <WinnerList winners={campaign.winners.nodes} mine={entering.number} />}
      <DrawCheck campaign={campaign} />
    </CampaignCard>
  );
}

function MyEntry({
  campaign,
  state,
  entering,
}: {
  campaign: LuckyDraw;
  state: DrawState;
  entering: Entering;
}) {
  const { t, locale } = useI18n();
  const { announce } = useLive();

  const enter = async () => {
    const told = await entering.enter();
    if (!told) return;
    const number = told.entryNumber;
    if (told.outcome === 'NOT_OPEN') announce(t('draw.notOpen'));
    else
      announce(
        number === null ? t('draw.enteredNoNumber') : t('draw.numberAnnounce', { number: String(number) }),
      );
  };

  switch (state) {
    case 'open':
      return (
        <>
          <button
            class="button button-main"
            type="button"
            aria-label={t('draw.enterLabel', { title: campaign.title })}
            aria-disabled={entering.asking}
            onClick={enter}
          >
            {t('draw.enter')}
          </button>
          {entering.outcome === 'NOT_OPEN' && <p class={css.told}>{t('draw.notOpen')}</p>}
        </>
      );
    case 'entered':
      return <Ticket number={entering.number} hint={t('draw.wait')} />;
    case 'won':
      return (
        <p class={css.won} role="status">
          {t('draw.won', { prize: campaign.myGrant ? awardText(campaign.myGrant.award, locale) : '' })}
        </p>
      );
    case 'lost':
      return <Ticket number={entering.number} hint={t('draw.lost')} />;
    case 'waiting':
      return <Countdown opensAt={campaign.opensAt} label="countdown.begins" />;
    case 'paused':
      return <p class={css.told}>{t('draw.notOpen')}</p>;
    case 'closed':
      return <p class={css.told}>{t('draw.closed')}</p>;
    case 'drawn':
      return null;
  }
}

function Ticket({ number, hint }: { number: number | null; hint: string }) {
  const { t } = useI18n();
  return (
    <div class={css.ticket}>
      {number === null ? (
        <p class={css.entered}>{t('draw.enteredNoNumber')}</p>
      ) : (
        <p class={css.entered}>
          <span class={css.label}>{t('draw.number')}</span>
          <strong class={css.number}>{number}</strong>
        </p>
      )}
      <p class={css.hint}>{hint}</p>
    </div>
  );
}
