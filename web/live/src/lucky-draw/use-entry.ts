import { useState } from 'preact/hooks';
import { EnterDrawDocument, type EnterOutcome } from '../../generated/audience';
import { useAsk } from '../api/use-ask';
import type { LuckyDraw } from '../campaign/kinds';
import { useLive } from '../live';

export interface Entering {
  phase: ReturnType<typeof useAsk>['phase'];
  asking: boolean;
  outcome: EnterOutcome | null;
  number: number | null;
  enter: () => Promise<{ outcome: EnterOutcome; entryNumber: number | null } | null>;
}

/** Entering, and the number that comes with it: told by the answer at once, by every poll from then on. */
export function useEntry(campaign: LuckyDraw): Entering {
  const { api, feed } = useLive();
  const { phase, asking, run } = useAsk();
  const [told, setTold] = useState<{ outcome: EnterOutcome; entryNumber: number | null } | null>(null);

  const enter: Entering['enter'] = async () => {
    const answer = await run((options) => api.ask(EnterDrawDocument, { campaignId: campaign.id }, options));
    if (!answer) return null;
    setTold(answer.enterDraw);
    feed.nudge();
    return answer.enterDraw;
  };

  const number = campaign.myEntryNumber ?? told?.entryNumber ?? null;
  return { phase, asking, outcome: told?.outcome ?? null, number, enter };
}
