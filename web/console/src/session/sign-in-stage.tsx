import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PreferenceButtons } from '../app/preference-buttons';
import styles from './sign-in.module.css';

const BARS = [18, 30, 24, 46, 38, 62, 54, 80, 70, 96, 84, 100, 76, 88, 60, 68, 44, 52, 30, 36, 20, 26, 14];

/** What stands around everything that happens before somebody is wholly signed in. */
export function SignInStage({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <main className={styles.page}>
      <section className={styles.stage}>
        <div className={styles.brand}>
          <img src={`${import.meta.env.BASE_URL}mark.svg`} alt="" />
          Ovation
        </div>
        <div>
          <h1>{t('session.headline')}</h1>
          <p>{t('session.subline')}</p>
        </div>
        <div className={styles.wave} aria-hidden>
          {BARS.map((height, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: an ornament that never changes
            <i key={index} style={{ height: `${height}%` }} />
          ))}
        </div>
      </section>
      <section className={styles.side}>
        <div className={styles.choices}>
          <PreferenceButtons />
        </div>
        {children}
      </section>
    </main>
  );
}
