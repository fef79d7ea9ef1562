import { useEffect } from 'preact/hooks';
import { useI18n } from '../i18n/i18n';
import { useLive } from '../live';
import { useNow } from '../ui/tick';
import { formatLeft, formatTime } from '../ui/time';
import css from './countdown.module.css';

/** Until a scheduled campaign opens. Without a time it waits for the hosts. */
export function Countdown({
  opensAt,
  label,
}: {
  opensAt: string | null;
  label: 'countdown.opens' | 'countdown.begins';
}) {
  const { t, locale } = useI18n();
  const { feed } = useLive();
  const now = useNow(opensAt !== null);
  const left = opensAt ? Date.parse(opensAt) - now : Number.NaN;
  const due = left <= 0;

  useEffect(() => {
    if (!due) return;
    // A moment spread by chance, since every phone gets here at once.
    const timer = setTimeout(() => feed.nudge(), Math.random() * 800);
    return () => clearTimeout(timer);
  }, [due, feed]);

  if (!opensAt) return <p class={css.cue}>{t('countdown.cue')}</p>;
  if (due) return <p class={css.cue}>{t('countdown.soon')}</p>;
  const clock = formatLeft(left, t);
  return (
    <div class={css.countdown}>
      <div class={css.clock} role="timer" aria-label={t('countdown.label', { time: clock })}>
        {clock}
      </div>
      <div class={css.at}>{t(label, { time: formatTime(opensAt, locale, now) })}</div>
    </div>
  );
}
