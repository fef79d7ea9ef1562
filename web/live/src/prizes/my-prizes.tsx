import type { LivePrizeFragment } from '../../generated/audience';
import { useI18n } from '../i18n/i18n';
import { useLive } from '../live';
import { RedEnvelope } from '../red-packet/envelope';
import { Empty } from '../ui/empty';
import { formatTime } from '../ui/time';
import { awardText } from './award';
import css from './my-prizes.module.css';

/** Everything that this viewer has won on this channel, newest first. */
export function MyPrizes({ grants }: { grants: LivePrizeFragment[] }) {
  const { t, locale } = useI18n();
  const { api } = useLive();
  if (grants.length === 0) return <Empty title={t('prizes.empty')} hint={t('prizes.emptyHint')} />;
  const newest = [...grants].sort((a, b) => Date.parse(b.grantedAt) - Date.parse(a.grantedAt));
  return (
    <ul class={css.prizes}>
      {newest.map((grant) => (
        <li key={grant.id} class={css.prize}>
          <RedEnvelope class={css.art} />
          <div class={css.what}>
            <p class={css.award}>{awardText(grant.award, locale)}</p>
            <p class={css.from}>{grant.campaign.title}</p>
          </div>
          <div class={css.how}>
            <p class={css.status} data-status={grant.status}>
              {t(`prizes.${grant.status}`)}
            </p>
            <p class={css.when}>{formatTime(grant.grantedAt, locale, api.clock.now())}</p>
          </div>
        </li>
      ))}
    </ul>
  );
}
