import type { Vote } from '../campaign/kinds';
import { useI18n } from '../i18n/i18n';
import css from './results.module.css';
import { shares } from './tally';

/** The options with their bars; without counts (the channel may hide them) only the viewer's own choice is marked. */
export function Results({ options, mine }: { options: Vote['options']; mine: readonly string[] }) {
  const { t } = useI18n();
  const visible = options.every((option) => option.votes !== null);
  const percent = shares(options.map((option) => option.votes ?? 0));
  return (
    <>
      <ul class={css.results}>
        {options.map((option, i) => (
          <li key={option.id} class={css.result} data-mine={mine.includes(option.id)}>
            {visible && <span class={css.bar} style={{ width: `${percent[i]}%` }} />}
            <span class={css.label}>
              {option.label}
              {mine.includes(option.id) && <b class={css.me}>{t('vote.mine')}</b>}
            </span>
            {visible && (
              <span class={css.figures}>
                <b>{percent[i]}%</b> {t('vote.votes', { count: option.votes ?? 0 })}
              </span>
            )}
          </li>
        ))}
      </ul>
      {!visible && mine.length > 0 && <p class={css.hidden}>{t('vote.hidden')}</p>}
    </>
  );
}
