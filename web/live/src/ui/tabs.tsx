import { type MessageKey, useI18n } from '../i18n/i18n';
import css from './tabs.module.css';

export type Tab = 'play' | 'wall' | 'programme' | 'prizes';

export const TABS: readonly Tab[] = ['play', 'wall', 'programme', 'prizes'];

const ICONS: Readonly<Record<Tab, string>> = {
  play: 'M5 11h14v9H5zM3 7h18v4H3zM12 7v13M12 7C8 7 7 3 9.500 3S12 7 12 7s0-4 2.500-4S16 7 12 7',
  wall: 'M4 5h16v11H12l-5 4v-4H4zM8 9h8M8 12h5',
  programme: 'M5 4h14v16H5zM8.500 9h7M8.500 12.500h7M8.500 16h4',
  prizes: 'M7 4h10v5a5 5 0 0 1-10 0zM7 6H4c0 3 1 4.500 3.500 5M17 6h3c0 3-1 4.500-3.500 5M12 14v4M8 20h8',
};

interface Props {
  current: Tab;
  /** Tabs where something waits for the viewer. */
  news: ReadonlySet<Tab>;
  onChange: (tab: Tab) => void;
}

/** On a phone one section is seen at a time; on a wide screen all are, and this is gone. */
export function Tabs({ current, news, onChange }: Props) {
  const { t } = useI18n();
  return (
    <nav class={css.tabs} aria-label={t('app.tabs')}>
      {TABS.map((tab) => (
        <button
          key={tab}
          class={css.tab}
          type="button"
          aria-current={tab === current ? 'page' : undefined}
          onClick={() => onChange(tab)}
        >
          <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
            <path
              d={ICONS[tab]}
              fill="none"
              stroke="currentColor"
              stroke-width="1.8"
              stroke-linecap="round"
              stroke-linejoin="round"
            />
          </svg>
          {t(`tab.${tab}` satisfies MessageKey)}
          {news.has(tab) && tab !== current && (
            <span class={css.news}>
              <span class="unseen">{t('tab.new')}</span>
            </span>
          )}
        </button>
      ))}
    </nav>
  );
}
