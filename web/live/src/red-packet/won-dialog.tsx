import { useEffect, useRef } from 'preact/hooks';
import { useI18n } from '../i18n/i18n';
import { awardText } from '../prizes/award';
import type { Grant } from './state';
import css from './won-dialog.module.css';

const SPARKS = 28;

/** The moment itself: the packet opens, gold rains, the amount stands alone. */
export function WonDialog({ grant, title, onClose }: { grant: Grant; title: string; onClose: () => void }) {
  const { t, locale } = useI18n();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    // Before 2022 browsers have no dialogs: there the style alone puts it over the page.
    if (dialog.current?.showModal) dialog.current.showModal();
    else dialog.current?.setAttribute('open', '');
    navigator.vibrate?.([30, 40, 60]);
  }, []);

  return (
    <dialog ref={dialog} class={css.dialog} aria-labelledby="won-title" onClose={onClose}>
      <div class={css.rain} aria-hidden="true">
        {Array.from({ length: SPARKS }, (_, i) => (
          <i
            key={i}
            style={{
              '--x': `${(i * 37) % 100}%`,
              '--wait': `${(i * 83) % 900}ms`,
              '--turn': `${((i * 53) % 9) * 90 - 360}deg`,
              '--size': `${8 + ((i * 29) % 10)}px`,
            }}
          />
        ))}
      </div>
      <div class={css.packet}>
        <div class={css.card}>
          <h2 id="won-title" class={css.title}>
            {t('redPacket.wonTitle')}
          </h2>
          <p class={css.from}>{title}</p>
          <p class={css.amount}>{awardText(grant.award, locale)}</p>
          <p class={css.hint}>{t('redPacket.wonHint')}</p>
        </div>
        <div class={css.pocket}>
          <button
            class={css.take}
            type="button"
            onClick={() => (dialog.current?.close ? dialog.current.close() : onClose())}
          >
            {t('redPacket.take')}
          </button>
        </div>
      </div>
    </dialog>
  );
}
