import { useEffect, useRef, useState } from 'preact/hooks';
import { EnterDrawDocument, type EnterOutcome } from '../../generated/audience';
import { useAsk } from '../api/use-ask';
import type { LuckyDraw } from '../campaign/kinds';
import { useLive } from '../live';
import { recallEntryNumber, rememberEntryNumber } from './entry-number';

export interface Entering {
  phase: ReturnType<typeof useAsk>['phase'];
  asking: boolean;
  outcome: EnterOutcome | null;
  number: number | null;
  enter: () => Promise<{ outcome: EnterOutcome; entryNumber: number | null } | null>;
}

/** Entering, and the number that comes with it. Entering again is harmless and tells the number of the first time. */
export function useEntry(campaign: LuckyDraw, viewerId: string): Entering {
  const { api, feed } = useLive();
  const { phase, asking, run } = useAsk();
  const [outcome, setOutcome] = useState<EnterOutcome | null>(null);
  const [number, setNumber] = useState(() => recallEntryNumber(viewerId, campaign.id));

  const enter: Entering['enter'] = async () => {
    const answer = await run((options) => api.ask(EnterDrawDocument, { campaignId: campaign.id }, options));
    if (!answer) return null;
    const { outcome: told, entryNumber } = answer.enterDraw;
    setOutcome(told);
    if (entryNumber !== null) {
      setNumber(entryNumber);
      rememberEntryNumber(viewerId, campaign.id, entryNumber);
    }
    feed.nudge();
    return answer.enterDraw;
  };

  // Entered on another phone or in another tab: the number is asked for once.
  const asked = useRef(false);
  const unknown = campaign.entered && number === null && campaign.status === 'OPEN';
  useEffect(() => {
    if (!unknown || asked.current) return;
    asked.current = true;
    void enter();
  });

  return { phase, asking, outcome, number, enter };
}
