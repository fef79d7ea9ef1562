import type { LiveShowFragment } from '../../generated/audience';
import { useI18n } from '../i18n/i18n';
import { useLive } from '../live';
import { Empty } from '../ui/empty';
import { formatTime } from '../ui/time';
import css from './programme.module.css';

/** The run of show, with what is on air marked. */
export function Programme({ show }: { show: LiveShowFragment }) {
  const { t, locale } = useI18n();
  const { api } = useLive();
  const currentId = show.currentSegment?.id;

  if (show.segments.length === 0) return <Empty title={t('show.programmeEmpty')} />;
  const at = show.segments.findIndex((segment) => segment.id === currentId);
  return (
    <ol class={css.programme}>
      {show.segments.map((segment, i) => {
        const onAir = segment.id === currentId;
        return (
          <li
            key={segment.id}
            class={css.segment}
            data-past={i < at}
            aria-current={onAir ? 'true' : undefined}
          >
            <span class={css.number}>{i + 1}</span>
            <div class={css.what}>
              <p class={css.title}>
                {segment.title}
                {onAir && <b class={css.onAir}>{t('show.onAir')}</b>}
              </p>
              {segment.performers.length > 0 && (
                <p class={css.performers}>{segment.performers.join(' · ')}</p>
              )}
            </div>
            {segment.startsAt && (
              <time class={css.time}>{formatTime(segment.startsAt, locale, api.clock.now())}</time>
            )}
          </li>
        );
      })}
    </ol>
  );
}
