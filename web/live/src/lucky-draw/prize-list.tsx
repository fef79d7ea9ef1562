import type { LuckyDraw } from '../campaign/kinds';
import { useI18n } from '../i18n/i18n';
import css from './prize-list.module.css';

export function PrizeList({ prizes }: { prizes: LuckyDraw['prizes'] }) {
  const { t } = useI18n();
  return (
    <ul class={css.prizes} aria-label={t('draw.prizes')}>
      {prizes.map((prize) => (
        <li key={prize.id} class={css.prize}>
          {prize.imageUrl ? <img class={css.picture} src={prize.imageUrl} alt="" loading="lazy" /> : <Gift />}
          <span class={css.name}>{prize.name}</span>
          <span class={css.quantity}>{t('draw.quantity', { count: prize.quantity })}</span>
        </li>
      ))}
    </ul>
  );
}

function Gift() {
  return (
    <svg class={css.picture} viewBox="0 0 44 44" aria-hidden="true">
      <rect width="44" height="44" rx="12" fill="#fff0d6" />
      <path d="M11 20h22v14a2 2 0 0 1-2 2H13a2 2 0 0 1-2-2z" fill="#d3222f" />
      <path d="M9 14h26v7H9z" fill="#ef4a44" />
      <path d="M20 14h4v22h-4z" fill="#f8cf6a" />
      <path
        d="M22 14c-8 0-9-7-4-7 3 0 4 4 4 7zm0 0c8 0 9-7 4-7-3 0-4 4-4 7z"
        fill="none"
        stroke="#e0a83a"
        stroke-width="2.2"
      />
    </svg>
  );
}
