import type { TargetedSubmitEvent } from 'preact';
import { useState } from 'preact/hooks';
import type { Vote } from '../campaign/kinds';
import { useI18n } from '../i18n/i18n';
import css from './ballot.module.css';
import { choose } from './tally';

interface Props {
  campaign: Vote;
  asking: boolean;
  onCast: (optionIds: string[]) => void;
}

export function Ballot({ campaign, asking, onCast }: Props) {
  const { t } = useI18n();
  const [chosen, setChosen] = useState<string[]>([]);
  const { maxChoices, options } = campaign;
  const single = maxChoices === 1;

  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (chosen.length > 0 && !asking) onCast(chosen);
  };

  return (
    <form onSubmit={submit}>
      <fieldset class={css.options}>
        <legend class={css.legend}>
          {single ? t('vote.chooseOne') : t('vote.chooseMany', { max: maxChoices })}
        </legend>
        {options.map((option) => {
          const checked = chosen.includes(option.id);
          return (
            <label key={option.id} class={css.option} data-checked={checked}>
              <input
                class={css.input}
                type={single ? 'radio' : 'checkbox'}
                name={campaign.id}
                checked={checked}
                disabled={asking || (!single && !checked && chosen.length >= maxChoices)}
                onChange={() => setChosen(choose(chosen, option.id, maxChoices))}
              />
              {option.imageUrl && <img class={css.picture} src={option.imageUrl} alt="" loading="lazy" />}
              <span>{option.label}</span>
            </label>
          );
        })}
      </fieldset>
      <button
        class="button button-main"
        type="submit"
        aria-label={t('vote.castLabel', { title: campaign.title })}
        disabled={chosen.length === 0 || asking}
      >
        {t('vote.cast')}
      </button>
    </form>
  );
}
