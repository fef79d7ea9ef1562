import type { LuckyDraw } from '../campaign/kinds';
import { useI18n } from '../i18n/i18n';
import { ScrollRegion } from '../ui/scroll-region';
import css from './winner-list.module.css';

interface Props {
  winners: LuckyDraw['winners']['nodes'];
  /** This viewer's entry number. */
  mine: number | null;
}

export function WinnerList({ winners, mine }: Props) {
  const { t } = useI18n();
  if (winners.length === 0) return <p class={css.none}>{t('draw.noWinners')}</p>;
  return (
    <div class={css.winners}>
      <h4 class={css.title}>{t('draw.winners')}</h4>
      <ScrollRegion class={css.scroll} label={t('draw.winners')}>
        <ul class={css.list}>
          {winners.map((winner) => (
            <li key={winner.entryNumber} class={css.winner} data-mine={winner.entryNumber === mine}>
              <span class={css.name}>
                {winner.nickname}
                {winner.entryNumber === mine && <b class={css.me}>{t('draw.mine')}</b>}
                <small class={css.number}>
                  {t('draw.entryNumber', { number: String(winner.entryNumber) })}
                </small>
              </span>
              <span class={css.prize}>{winner.prize.name}</span>
            </li>
          ))}
        </ul>
      </ScrollRegion>
    </div>
  );
}
