import { useMemo, useState } from 'preact/hooks';
import { ReactDocument } from '../../generated/audience';
import type { CommentWall } from '../campaign/kinds';
import { useI18n } from '../i18n/i18n';
import { useLive } from '../live';
import { ReactionBatch } from './reaction-batch';
import { ReactionIcon } from './reaction-icon';
import css from './reactions.module.css';

const AFLOAT_MAX = 14;

export function Reactions({ campaign }: { campaign: CommentWall }) {
  const { t } = useI18n();
  const { api } = useLive();
  const batch = useMemo(
    () =>
      new ReactionBatch({
        send: async (reaction, count) => {
          await api.ask(ReactDocument, { campaignId: campaign.id, reaction, count }, { idempotent: false });
        },
      }),
    [api, campaign.id],
  );
  const [taps, setTaps] = useState<{ n: number; reaction: string }[]>([]);
  const [sent, setSent] = useState<Record<string, number>>({});

  const tap = (reaction: string) => {
    batch.tap(reaction);
    navigator.vibrate?.(8);
    setTaps((list) => [...list, { n: (list[list.length - 1]?.n ?? 0) + 1, reaction }].slice(-AFLOAT_MAX));
    setSent((counts) => ({ ...counts, [reaction]: (counts[reaction] ?? 0) + 1 }));
  };

  const nameOf = (reaction: string) =>
    reaction === 'applause' || reaction === 'heart' ? t(`reaction.${reaction}`) : reaction;

  return (
    <fieldset class={css.reactions} aria-label={t('wall.reactions')}>
      {campaign.reactions.map((reaction) => (
        <button
          key={reaction}
          class={css.reaction}
          type="button"
          aria-label={t('reaction.send', { name: nameOf(reaction) })}
          onClick={() => tap(reaction)}
        >
          {taps
            .filter((one) => one.reaction === reaction)
            .map((one) => (
              <span
                key={one.n}
                class={css.float}
                aria-hidden="true"
                style={{ '--sway': `${((one.n * 47) % 60) - 30}px` }}
              >
                <ReactionIcon name={reaction} />
              </span>
            ))}
          <ReactionIcon name={reaction} />
          <span>{nameOf(reaction)}</span>
          {sent[reaction] !== undefined && (
            <b class={css.count} title={t('wall.reacted', { count: sent[reaction] })}>
              {sent[reaction]}
            </b>
          )}
        </button>
      ))}
    </fieldset>
  );
}
