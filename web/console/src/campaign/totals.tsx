import { useTranslation } from 'react-i18next';
import { type FragmentType, graphql, readFragment } from '../../generated';
import type { CampaignKind } from '../../generated/graphql';
import { usePreferences } from '../app/preferences';
import { useMoney, useNumber } from '../session/channel';
import { Panel } from '../ui/panel';
import styles from './figures.module.css';
import { outcomeColour } from './outcome';
import { useOutcomeWord } from './use-outcome-word';

const TotalParts = graphql(`
  fragment CampaignTotalTiles on Campaign {
    id
    kind
    totals {
      tries
      distinctViewers
      granted
      moneyGranted { amount currency }
      remaining
      entries
      ballots
      comments
    }
  }
`);

const OutcomeParts = graphql(`
  fragment CampaignOutcomes on Campaign {
    id
    totals { tries outcomes { outcome count } }
  }
`);

type Tile = 'granted' | 'moneyGranted' | 'remaining' | 'entries' | 'ballots' | 'comments';

const TILES: Record<CampaignKind, readonly Tile[]> = {
  RED_PACKET: ['moneyGranted', 'granted', 'remaining'],
  LUCKY_DRAW: ['entries', 'granted', 'remaining'],
  VOTE: ['ballots'],
  COMMENT_WALL: ['comments'],
};

/** Exact from the record first, then what is counted in passing. */
export function Totals(props: { campaign: FragmentType<typeof TotalParts> }) {
  const { t } = useTranslation();
  const { kind, totals } = readFragment(TotalParts, props.campaign);
  const money = useMoney();
  const number = useNumber();
  const value = (tile: Tile) => {
    if (tile === 'moneyGranted') return money.format(totals.moneyGranted);
    const count = totals[tile];
    return count === null ? '–' : number(count);
  };
  return (
    <dl className={styles.totals} aria-label={t('campaign.totals')}>
      {TILES[kind].map((tile) => (
        <div key={tile} className={styles.tile} data-testid={`total-${tile}`}>
          <dt>
            <span>{t(`campaign.total.${tile}`)}</span>
            <small>{t('campaign.exact')}</small>
          </dt>
          <dd>{value(tile)}</dd>
        </div>
      ))}
      <div className={styles.tile} data-testid="total-tries">
        <dt>
          <span>{t('campaign.total.tries')}</span>
          <small>{t('campaign.passing')}</small>
        </dt>
        <dd>{number(totals.tries)}</dd>
      </div>
      <div className={styles.tile} data-testid="total-distinctViewers">
        <dt>
          <span>{t('campaign.total.distinctViewers')}</span>
          <small>{t('campaign.estimated')}</small>
        </dt>
        <dd>{number(totals.distinctViewers)}</dd>
      </div>
    </dl>
  );
}

/** How the tries ended, with their share. */
export function Outcomes(props: { campaign: FragmentType<typeof OutcomeParts> }) {
  const { t, i18n } = useTranslation();
  const { totals } = readFragment(OutcomeParts, props.campaign);
  const { theme } = usePreferences();
  const word = useOutcomeWord();
  const number = useNumber();
  const percent = new Intl.NumberFormat(i18n.language, { style: 'percent', maximumFractionDigits: 1 });
  const sorted = [...totals.outcomes].sort((a, b) => b.count - a.count);
  const sum = Math.max(
    1,
    sorted.reduce((all, one) => all + one.count, 0),
  );
  return (
    <Panel title={t('campaign.outcomes')}>
      {sorted.length === 0 && <p style={{ color: 'var(--text-2)' }}>{t('campaign.noOutcomes')}</p>}
      <ul className={styles.outcomes}>
        {sorted.map(({ outcome, count }) => (
          <li key={outcome} className={styles.bar} data-testid={`outcome-${outcome}`}>
            <i style={{ background: outcomeColour(outcome, theme) }} aria-hidden />
            <span>{word(outcome)}</span>
            <b>{number(count)}</b>
            <span>{percent.format(count / sum)}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
