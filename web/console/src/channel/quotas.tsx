import type { CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import { type FragmentType, graphql, readFragment } from '../../generated';
import { formatMoney } from '../money/money';
import { useNumber } from '../session/channel';
import styles from './quota.module.css';
import { type Fullness, fullnessOf, shareOf } from './share';

const QuotaParts = graphql(`
  fragment ChannelQuotas on Channel {
    id
    currency
    quotas { name used limit }
  }
`);

const TONES: Record<Fullness, string> = {
  ease: 'var(--accent-ink)',
  near: 'var(--amber)',
  full: 'var(--red)',
};

/** Usage beside limit; near the limit in colour and in words. */
export function Quotas({ channel, small }: { channel: FragmentType<typeof QuotaParts>; small?: boolean }) {
  const { t, i18n } = useTranslation();
  const number = useNumber();
  const { currency, quotas } = readFragment(QuotaParts, channel);
  return (
    <dl className={small ? styles.small : styles.quotas} aria-label={t('channel.quotas')}>
      {quotas.map(({ name, used, limit }) => {
        const isMoney = name === 'PRIZE_MONEY_PER_SHOW';
        const show = (amount: string) =>
          isMoney ? formatMoney({ amount, currency }, i18n.language, true) : number(amount);
        const share = shareOf(used, limit);
        const fullness = fullnessOf(share);
        return (
          <div
            key={name}
            className={styles.quota}
            style={{ '--tone': TONES[fullness] } as CSSProperties}
            data-testid={`quota-${name}`}
          >
            <dt>{t(`quota.${name}`)}</dt>
            <dd>
              <b>{show(used)}</b>
              <span>/ {show(limit)}</span>
              {fullness !== 'ease' && !small && <em className={styles.warn}>{t(`quota.${fullness}`)}</em>}
              <div className={styles.track}>
                <i style={{ width: `${share * 100}%` }} />
              </div>
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
