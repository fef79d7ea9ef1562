import { useState } from 'preact/hooks';
import { CastVoteDocument, type VoteOutcome } from '../../generated/audience';
import { AskNotice } from '../api/ask-notice';
import { useAsk } from '../api/use-ask';
import { CampaignCard } from '../campaign/card';
import { Countdown } from '../campaign/countdown';
import type { Vote } from '../campaign/kinds';
import { useI18n } from '../i18n/i18n';
import { useLive } from '../live';
import { Ballot } from './ballot';
import { Results } from './results';
import css from './vote-card.module.css';

const TOLD = {
  COUNTED: 'vote.counted',
  ALREADY: 'vote.already',
  NOT_OPEN: 'vote.notOpen',
  INVALID: 'vote.invalid',
} as const;

export function VoteCard({ campaign }: { campaign: Vote }) {
  const { t } = useI18n();
  const { api, feed, announce } = useLive();
  const { phase, asking, run } = useAsk();
  const [outcome, setOutcome] = useState<VoteOutcome | null>(null);
  const [cast, setCast] = useState<string[]>([]);

  // An acknowledged ballot goes before the last poll, which may be older.
  const mine = campaign.myChoices.length > 0 ? campaign.myChoices : outcome === 'COUNTED' ? cast : [];
  const done = mine.length > 0 || outcome === 'ALREADY';

  const send = async (optionIds: string[]) => {
    const answer = await run((options) =>
      api.ask(CastVoteDocument, { campaignId: campaign.id, optionIds }, options),
    );
    if (!answer) return;
    setCast(optionIds);
    setOutcome(answer.castVote.outcome);
    announce(t(TOLD[answer.castVote.outcome]));
    feed.nudge();
  };

  const told = outcome ?? (done ? 'ALREADY' : null);
  return (
    <CampaignCard campaign={campaign} kind="vote.kind">
      {campaign.status === 'OPEN' && !done ? (
        <Ballot campaign={campaign} asking={asking} onCast={send} />
      ) : (
        <Results options={campaign.options} mine={mine} />
      )}
      {told && (
        <p class={css.told} data-good={told === 'COUNTED' || told === 'ALREADY'}>
          {t(TOLD[told])}
        </p>
      )}
      {campaign.status === 'SCHEDULED' && <Countdown opensAt={campaign.opensAt} label="countdown.begins" />}
      <AskNotice phase={phase} />
    </CampaignCard>
  );
}
