import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type FragmentType, graphql, readFragment } from '../../generated';
import type { CampaignKind, CampaignStatus } from '../../generated/graphql';
import { useAbility } from '../session/abilities';
import { HoldButton } from '../ui/hold-button';
import { FaultNotice, Notice } from '../ui/notice';
import { LOOKS, mustHold } from './status';
import styles from './transitions.module.css';
import { type Refusal, useTransition } from './use-transition';

const ScheduleDialog = lazy(() => import('./schedule-dialog'));

const CampaignTransitionsParts = graphql(`
  fragment CampaignTransitions on Campaign {
    id
    kind
    status
    nextStatuses
  }
`);

const LIFE: readonly CampaignStatus[] = ['DRAFT', 'SCHEDULED', 'OPEN', 'CLOSED', 'SETTLED'];

/** Where the campaign is in its life, and the steps that are legal now: as the server lists them. */
export function Transitions(props: { campaign: FragmentType<typeof CampaignTransitionsParts> }) {
  const { t } = useTranslation();
  const { id, kind, status, nextStatuses } = readFragment(CampaignTransitionsParts, props.campaign);
  const canOperate = useAbility('operate');
  const canEdit = useAbility('edit');
  const transition = useTransition(id, status);
  const [scheduling, setScheduling] = useState(false);

  const steps = nextStatuses.filter((to) => (to === 'SCHEDULED' ? canEdit : canOperate));
  return (
    <section className={styles.strip} aria-label={t('campaign.life')}>
      <div className={styles.line}>
        <Path status={status} />
        <div className={styles.buttons}>
          {steps.map((to) =>
            to === 'SCHEDULED' ? (
              <Button key={to} type="primary" onClick={() => setScheduling(true)}>
                {t('campaign.step.SCHEDULED')}
              </Button>
            ) : (
              <Step
                key={to}
                kind={kind}
                from={status}
                to={to}
                busy={transition.pending}
                onGo={() => void transition.go(to)}
              />
            ),
          )}
        </div>
      </div>
      {transition.refusal && !scheduling && <RefusalNotice refusal={transition.refusal} />}
      {!scheduling && <FaultNotice fault={transition.fault} />}
      <Suspense>
        {scheduling && (
          <ScheduleDialog kind={kind} transition={transition} onClose={() => setScheduling(false)} />
        )}
      </Suspense>
    </section>
  );
}

interface StepProps {
  kind: CampaignKind;
  from: CampaignStatus;
  to: CampaignStatus;
  busy: boolean;
  onGo: () => void;
}

function Step({ kind, from, to, busy, onGo }: StepProps) {
  const { t } = useTranslation();
  const label = t(from === 'PAUSED' && to === 'OPEN' ? 'campaign.step.RESUME' : `campaign.step.${to}`);
  if (!mustHold(kind, to)) {
    return (
      <Button type={to === 'OPEN' ? 'primary' : 'default'} loading={busy} onClick={onGo}>
        {label}
      </Button>
    );
  }
  const tone = to === 'CLOSED' ? 'var(--red)' : LOOKS[to].tone;
  return (
    <HoldButton tone={tone} busy={busy} onHeld={onGo}>
      {label}
    </HoldButton>
  );
}

function Path({ status }: { status: CampaignStatus }) {
  const { t } = useTranslation();
  const shown = status === 'PAUSED' ? 'OPEN' : status;
  const at = LIFE.indexOf(shown);
  return (
    <ol className={styles.path}>
      {LIFE.map((step, index) => (
        <li
          key={step}
          className={index < at ? styles.past : undefined}
          aria-current={index === at ? 'step' : undefined}
        >
          {index > 0 && <i aria-hidden />}
          {t(`campaign.status.${index === at ? status : step}`)}
        </li>
      ))}
    </ol>
  );
}

export function RefusalNotice({ refusal }: { refusal: Refusal }) {
  const { t } = useTranslation();
  const { outcome, from, to, reason } = refusal;
  const illegal = t('campaign.refused.ILLEGAL_TRANSITION', {
    from: from ? t(`campaign.status.${from}`) : '–',
    to: t(`campaign.status.${to}`),
  });
  const titles: Record<typeof outcome, string> = {
    ILLEGAL_TRANSITION: illegal,
    INCOMPLETE: t('campaign.refused.INCOMPLETE'),
    NOT_FOUND: t('save.NOT_FOUND'),
  };
  return (
    <Notice tone="warn" title={titles[outcome]}>
      {reason}
    </Notice>
  );
}
