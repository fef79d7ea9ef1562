import { useI18n } from '../i18n/i18n';
import { useLive } from '../live';
import { useSignal } from '../ui/signal';
import css from './connection-dot.module.css';

/** Told by colour, by shape and in words; the words are shown only when something is wrong. */
export function ConnectionDot() {
  const { t } = useI18n();
  const link = useSignal(useLive().feed.link);
  return (
    <span class={css.link} role="status" data-link={link}>
      <span class={css.dot} aria-hidden="true" />
      <span class={link === 'live' ? 'unseen' : css.words}>{t(`link.${link}`)}</span>
    </span>
  );
}
