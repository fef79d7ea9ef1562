import type { CommentWall } from '../campaign/kinds';
import { useI18n } from '../i18n/i18n';
import { useLive } from '../live';
import { Empty } from '../ui/empty';
import { ScrollRegion } from '../ui/scroll-region';
import { formatTime } from '../ui/time';
import { Composer } from './composer';
import { type Line, linesOf } from './my-comments';
import { Reactions } from './reactions';
import { useComments } from './use-comments';
import css from './wall.module.css';

export function Wall({ campaign, nickname }: { campaign: CommentWall; nickname: string }) {
  const { t } = useI18n();
  const comments = useComments(campaign);
  const lines = linesOf(campaign.comments.nodes, comments.mine);
  const open = campaign.status === 'OPEN';
  return (
    <div class={css.wall}>
      {open && campaign.reactions.length > 0 && <Reactions campaign={campaign} />}
      {lines.length === 0 && <Empty title={t('wall.empty')} />}
      <ScrollRegion class={css.scroll} label={t('wall.newest')}>
        <ul class={css.lines}>
          {lines.map((line) => (
            <CommentLine key={keyOf(line)} line={line} nickname={nickname} onAgain={comments.again} />
          ))}
        </ul>
      </ScrollRegion>
      {open ? (
        <Composer maxLength={campaign.maxLength} returned={comments.returned} onSend={comments.send} />
      ) : (
        <p class={css.closed}>{t('wall.closed')}</p>
      )}
    </div>
  );
}

const keyOf = (line: Line): string => (line.kind === 'mine' ? line.mine.clientId : line.comment.id);

interface LineProps {
  line: Line;
  nickname: string;
  onAgain: (clientId: string) => void;
}

function CommentLine({ line, nickname, onAgain }: LineProps) {
  const { t, locale } = useI18n();
  const { api } = useLive();
  const mine = line.kind === 'mine' || line.isMine;
  const standing = line.kind === 'mine' ? line.mine.standing : line.isMine ? 'PUBLISHED' : null;
  return (
    <li class={css.line} data-mine={mine}>
      <span class={css.face} aria-hidden="true">
        {[...(line.kind === 'mine' ? nickname : line.comment.nickname)][0]}
      </span>
      <div class={css.said}>
        <p class={css.who}>
          <span class={css.name}>{line.kind === 'mine' ? nickname : line.comment.nickname}</span>
          {mine && <b class={css.me}>{t('wall.mine')}</b>}
          <span class={css.when}>
            {line.kind === 'comment'
              ? formatTime(line.comment.postedAt, locale, api.clock.now())
              : t('wall.justNow')}
          </span>
        </p>
        <p class={css.body}>{line.kind === 'mine' ? line.mine.body : line.comment.body}</p>
        {standing && (
          <p class={css.standing} data-standing={standing}>
            {standing === 'sending'
              ? t('wall.sending')
              : standing === 'failed'
                ? t('wall.FAILED')
                : t(`wall.${standing}`)}
            {line.kind === 'mine' && standing === 'failed' && (
              <button class="button button-quiet" type="button" onClick={() => onAgain(line.mine.clientId)}>
                {t('wall.again')}
              </button>
            )}
          </p>
        )}
      </div>
    </li>
  );
}
