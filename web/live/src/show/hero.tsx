import type { LiveShowFragment } from '../../generated/audience';
import { useI18n } from '../i18n/i18n';
import { useLive } from '../live';
import { formatTime } from '../ui/time';
import css from './hero.module.css';

/** The show and what is on stage now; on a phone with less ado beside the other sections. */
export function Hero({ show, compact }: { show: LiveShowFragment | null; compact: boolean }) {
  const { t, locale } = useI18n();
  const { api } = useLive();
  if (!show) {
    return (
      <div class={css.hero}>
        <h1 class={css.title}>{t('app.noShow')}</h1>
      </div>
    );
  }
  const { now, next } = nowAndNext(show);
  return (
    <div class={css.hero} data-compact={compact}>
      <p class={css.status} data-status={show.status}>
        {t(`show.${show.status}`)}
      </p>
      <h1 class={css.title}>{show.title}</h1>
      {show.status === 'SCHEDULED' && (
        <p class={css.starts}>
          {t('show.startsAt', { time: formatTime(show.startsAt, locale, api.clock.now()) })}
        </p>
      )}
      {show.status === 'ON_AIR' && now && (
        <dl class={css.stage}>
          <div class={css.now}>
            <dt>{t('show.now')}</dt>
            <dd>
              <b>{now.title}</b>
              {now.performers.length > 0 && <span class={css.performers}>{now.performers.join(' · ')}</span>}
            </dd>
          </div>
          {next && (
            <div class={css.next}>
              <dt>{t('show.next')}</dt>
              <dd>{next.title}</dd>
            </div>
          )}
        </dl>
      )}
    </div>
  );
}

type Segment = LiveShowFragment['segments'][number];

function nowAndNext({ segments, currentSegment }: LiveShowFragment): {
  now: Segment | undefined;
  next: Segment | undefined;
} {
  const at = segments.findIndex((segment) => segment.id === currentSegment?.id);
  return at < 0 ? { now: undefined, next: undefined } : { now: segments[at], next: segments[at + 1] };
}
