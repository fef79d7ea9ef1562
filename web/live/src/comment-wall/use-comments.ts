import { useState } from 'preact/hooks';
import { PostCommentDocument } from '../../generated/audience';
import type { CommentWall } from '../campaign/kinds';
import { useI18n } from '../i18n/i18n';
import { useLive } from '../live';
import { isReturned, type MyComment, type Returned, withStanding } from './my-comments';

export interface Refusal {
  outcome: Returned;
  body: string;
}

export interface Comments {
  mine: MyComment[];
  /** The last comment that came back, until the next is sent. */
  returned: Refusal | null;
  send: (body: string) => void;
  again: (clientId: string) => void;
}

export function useComments(campaign: CommentWall): Comments {
  const { t } = useI18n();
  const { api, feed, announce } = useLive();
  const [mine, setMine] = useState<MyComment[]>([]);
  const [returned, setReturned] = useState<Refusal | null>(null);

  const post = async (comment: MyComment) => {
    const { body, clientId } = comment;
    setReturned(null);
    setMine((list) => withStanding(list, { ...comment, standing: 'sending' }));
    try {
      const answer = await api.ask(PostCommentDocument, { campaignId: campaign.id, body, clientId });
      const { outcome, comment: saved } = answer.postComment;
      announce(t(`wall.${outcome}`));
      if (isReturned(outcome)) {
        setReturned({ outcome, body });
        setMine((list) => list.filter((one) => one.clientId !== clientId));
        return;
      }
      setMine((list) => withStanding(list, { ...comment, standing: outcome, id: saved?.id ?? null }));
      feed.nudge();
    } catch {
      announce(t('wall.FAILED'));
      setMine((list) => withStanding(list, { ...comment, standing: 'failed' }));
    }
  };

  return {
    mine,
    returned,
    send: (body) => void post({ clientId: newClientId(), body, standing: 'sending', id: null }),
    again: (clientId) => {
      const comment = mine.find((one) => one.clientId === clientId);
      if (comment) void post(comment);
    },
  };
}

/** randomUUID wants TLS; this works on any page. */
function newClientId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}
