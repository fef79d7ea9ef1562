import { useState } from 'react';
import { graphql, readFragment } from '../../generated';
import type { CampaignStatus, TransitionOutcome } from '../../generated/graphql';
import { useAction } from '../api/use-action';

const ScheduleDocument = graphql(`
  mutation ScheduleCampaign($id: ID!, $opensAt: DateTime, $closesAt: DateTime) {
    transition: scheduleCampaign(id: $id, opensAt: $opensAt, closesAt: $closesAt) { ...TransitionParts }
  }
`);
const OpenDocument = graphql(`
  mutation OpenCampaign($id: ID!) { transition: openCampaign(id: $id) { ...TransitionParts } }
`);
const PauseDocument = graphql(`
  mutation PauseCampaign($id: ID!) { transition: pauseCampaign(id: $id) { ...TransitionParts } }
`);
const ResumeDocument = graphql(`
  mutation ResumeCampaign($id: ID!) { transition: resumeCampaign(id: $id) { ...TransitionParts } }
`);
const CloseDocument = graphql(`
  mutation CloseCampaign($id: ID!) { transition: closeCampaign(id: $id) { ...TransitionParts } }
`);
const SettleDocument = graphql(`
  mutation SettleCampaign($id: ID!) { transition: settleCampaign(id: $id) { ...TransitionParts } }
`);

export const TransitionParts = graphql(`
  fragment TransitionParts on CampaignTransitionPayload {
    outcome
    from
    to
    reason
    campaign { id ...CampaignHeader }
  }
`);

export interface Refusal {
  outcome: Exclude<TransitionOutcome, 'DONE'>;
  from: CampaignStatus | null;
  to: CampaignStatus;
  reason: string | null;
}

export interface Times {
  opensAt?: string;
  closesAt?: string;
}

/** One campaign's way through its life. A step that is not legal any more is an answer, shown as one. */
export function useTransition(id: string, from: CampaignStatus) {
  const schedule = useAction(ScheduleDocument);
  const steps = {
    OPEN: useAction(OpenDocument),
    RESUME: useAction(ResumeDocument),
    PAUSED: useAction(PauseDocument),
    CLOSED: useAction(CloseDocument),
    SETTLED: useAction(SettleDocument),
  };
  const all = [schedule, ...Object.values(steps)];
  const [refusal, setRefusal] = useState<Refusal>();

  const go = async (to: CampaignStatus, times: Times = {}): Promise<boolean> => {
    setRefusal(undefined);
    for (const action of all) action.forget();
    const data = await send(to, times);
    if (!data) return false;
    const { outcome, from, reason } = readFragment(TransitionParts, data.transition);
    if (outcome === 'DONE') return true;
    setRefusal({ outcome, from, to, reason });
    return false;
  };
  const send = (to: CampaignStatus, times: Times) => {
    if (to === 'SCHEDULED') return schedule.run({ id, ...times });
    if (to === 'OPEN') return (from === 'PAUSED' ? steps.RESUME : steps.OPEN).run({ id });
    if (to === 'DRAFT') return Promise.resolve(undefined);
    return steps[to].run({ id });
  };
  return {
    go,
    refusal,
    pending: all.some((action) => action.pending),
    fault: all.find((action) => action.fault)?.fault,
  };
}
