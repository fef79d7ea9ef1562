import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { type FragmentType, graphql, readFragment } from '../../../generated';
import type { CommentStatus, ModerationDecision } from '../../../generated/graphql';
import { useAction } from '../../api/use-action';
import { useAbility } from '../../session/abilities';
import { useTime } from '../../session/channel';
import { FaultNotice } from '../../ui/notice';
import { type Shape, StatusMark } from '../../ui/status-mark';
import styles from './comments.module.css';

const CommentParts = graphql(`
  fragment CommentRow on Comment {
    id
    body
    viewerId
    nickname
    status
    postedAt
    segment { id title }
  }
`);

const ModerateDocument = graphql(`
  mutation ModerateComment($id: ID!, $decision: ModerationDecision!) {
    moderateComment(id: $id, decision: $decision) {
      outcome
      comment { id ...CommentRow }
    }
  }
`);

const LOOKS: Record<CommentStatus, { shape: Shape; tone: string }> = {
  HELD: { shape: 'bars', tone: 'var(--amber)' },
  PUBLISHED: { shape: 'check', tone: 'var(--green)' },
  REJECTED: { shape: 'cross', tone: 'var(--red)' },
  ERASED: { shape: 'dashed', tone: 'var(--grey)' },
};

export function CommentRow(props: { comment: FragmentType<typeof CommentParts> }) {
  const { t } = useTranslation();
  const comment = readFragment(CommentParts, props.comment);
  const canModerate = useAbility('moderate') && comment.status !== 'ERASED';
  const moderate = useAction(ModerateDocument);
  const time = useTime();
  const decide = (decision: ModerationDecision) => void moderate.run({ id: comment.id, decision });
  return (
    <article className={styles.comment} data-testid="comment">
      <div>
        <p className={styles.body}>{comment.body}</p>
        <div className={styles.meta}>
          <b>{comment.nickname}</b>
          <span>{time(comment.postedAt, 'seconds')}</span>
          {comment.segment && <span>{comment.segment.title}</span>}
        </div>
      </div>
      <div className={styles.side}>
        <StatusMark {...LOOKS[comment.status]}>{t(`commentWall.status.${comment.status}`)}</StatusMark>
        {canModerate && comment.status !== 'PUBLISHED' && (
          <Button size="small" loading={moderate.pending} onClick={() => decide('PUBLISH')}>
            {t('commentWall.publish')}
          </Button>
        )}
        {canModerate && comment.status !== 'REJECTED' && (
          <Button size="small" danger loading={moderate.pending} onClick={() => decide('REJECT')}>
            {t('commentWall.reject')}
          </Button>
        )}
      </div>
      <FaultNotice fault={moderate.fault} />
    </article>
  );
}
