import { useState } from 'preact/hooks';
import type { LuckyDraw } from '../campaign/kinds';
import { useI18n } from '../i18n/i18n';
import { useLive } from '../live';
import css from './draw-check.module.css';
import { seedMatches } from './seed';

/**
 * Promise, proof, and how anyone can hold one against the other. What is folded is not in the page: Chromium 156 leaves
 * out some of it, once opened, when it was changed while it was folded.
 */
export function DrawCheck({ campaign }: { campaign: LuckyDraw }) {
  const { t } = useI18n();
  const [isOpen, setOpen] = useState(false);
  return (
    <details class={css.check} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary class={css.summary}>{t('draw.check')}</summary>
      {isOpen && <Proof campaign={campaign} />}
    </details>
  );
}

function Proof({ campaign }: { campaign: LuckyDraw }) {
  const { t } = useI18n();
  const { slug } = useLive();
  const { seed, seedCommitment } = campaign;
  return (
    <>
      <p>{t('draw.checkBefore')}</p>
      <p>{t('draw.checkAfter')}</p>
      <dl class={css.proof}>
        <dt>{t('draw.commitment')}</dt>
        <dd>
          <code>{seedCommitment}</code>
        </dd>
        <dt>{t('draw.seed')}</dt>
        <dd>{seed === null ? t('draw.seedLater') : <code>{seed}</code>}</dd>
      </dl>
      {seed !== null && (
        <>
          <VerifySeed seed={seed} commitment={seedCommitment} />
          <p>
            <a href={`/live/${slug}/draws/${campaign.id}`} target="_blank" rel="noreferrer">
              {t('draw.list')}
            </a>
          </p>
        </>
      )}
    </>
  );
}

function VerifySeed({ seed, commitment }: { seed: string; commitment: string }) {
  const { t } = useI18n();
  const [matches, setMatches] = useState<boolean | null>(null);
  if (!globalThis.crypto?.subtle) return null;
  return (
    <p>
      <button
        class="button button-quiet"
        type="button"
        onClick={async () => setMatches(await seedMatches(seed, commitment))}
      >
        {t('draw.verify')}
      </button>
      <span class={css.verdict} role="status" data-matches={matches}>
        {matches !== null && t(matches ? 'draw.verified' : 'draw.mismatch')}
      </span>
    </p>
  );
}
