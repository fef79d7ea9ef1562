import { ConnectionDot } from '../feed/connection-dot';
import { useI18n } from '../i18n/i18n';
import { RedEnvelope } from '../red-packet/envelope';
import css from './splash.module.css';

/** Until the first view of the show is there. */
export function Splash() {
  const { t } = useI18n();
  return (
    <main class={css.splash}>
      <RedEnvelope class={css.art} />
      <h1 class={css.words}>{t('app.loading')}</h1>
      <ConnectionDot />
    </main>
  );
}
