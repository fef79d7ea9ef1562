import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { graphql } from '../../../generated';
import { usePoll } from '../../api/use-poll';
import { Chips } from '../../ui/chips';
import { Loaded } from '../../ui/loaded';
import { Pager } from '../../ui/pager';
import { Empty, Panel } from '../../ui/panel';
import { COMMENT_STATUSES, campaignRoute } from '../campaign.route';
import { CommentRow } from './comment-row';

const CommentsDocument = graphql(`
  query Comments($id: ID!, $status: CommentStatus, $after: String) {
    campaign(id: $id) {
      id
      comments(first: 50, status: $status, after: $after) {
        nodes { id ...CommentRow }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`);

/** What viewers wrote, newest first; what is held waits here for a moderator. */
export default function CommentsTab({ id, live }: { id: string; live: boolean }) {
  const { t } = useTranslation();
  const { comments: status, after } = campaignRoute.useSearch();
  const navigate = campaignRoute.useNavigate();
  const variables = { id, status, after };
  const result = useQuery({ query: CommentsDocument, variables, requestPolicy: 'cache-and-network' });
  // Rows must not slide away under a moderator's finger: only the first page moves by itself.
  usePoll(result[1], live && !after);
  const options = [
    { value: 'ALL', label: t('ui.all') },
    ...COMMENT_STATUSES.map((value) => ({ value, label: t(`commentWall.status.${value}`) })),
  ];
  return (
    <Panel
      title={t('commentWall.comments')}
      bare
      aside={
        <Chips
          label={t('ui.filter')}
          value={status ?? 'ALL'}
          options={options}
          onChange={(value) =>
            void navigate({
              search: { tab: 'comments', comments: COMMENT_STATUSES.find((one) => one === value) },
              replace: true,
            })
          }
        />
      }
    >
      <Loaded result={result}>
        {({ campaign }) =>
          campaign && (
            <>
              {campaign.comments.nodes.length === 0 && (
                <Empty
                  title={t(status ? 'commentWall.noneSuch' : 'commentWall.none')}
                  hint={t('commentWall.noneHint')}
                />
              )}
              <ul aria-label={t('commentWall.comments')}>
                {campaign.comments.nodes.map((comment) => (
                  <li key={comment.id}>
                    <CommentRow comment={comment} />
                  </li>
                ))}
              </ul>
              <Pager
                page={campaign.comments.pageInfo}
                after={after}
                onTurn={(next) => void navigate({ search: (search) => ({ ...search, after: next }) })}
              />
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}
