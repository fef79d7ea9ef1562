/** The frame that every kind of campaign shares: what it is, what it is called, how it stands. */
import type { ComponentChildren } from 'preact';
import { type MessageKey, useI18n } from '../i18n/i18n';
import css from './card.module.css';
import type { Campaign } from './kinds';

interface Props {
  campaign: Pick<Campaign, 'id' | 'title' | 'status'>;
  kind: MessageKey;
  look?: 'festive' | 'faded';
  children: ComponentChildren;
}

export function CampaignCard({ campaign, kind, look, children }: Props) {
  const { t } = useI18n();
  const heading = `title-${campaign.id}`;
  return (
    <article class={css.card} data-look={look} data-status={campaign.status} aria-labelledby={heading}>
      <div class={css.head}>
        <span class={css.kind}>{t(kind)}</span>
        {campaign.status !== 'DRAFT' && (
          <span class={css.status} data-status={campaign.status}>
            {t(`status.${campaign.status}`)}
          </span>
        )}
      </div>
      <h3 id={heading} class={css.title}>
        {campaign.title}
      </h3>
      {children}
    </article>
  );
}
