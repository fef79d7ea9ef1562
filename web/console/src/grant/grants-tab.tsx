import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { type FragmentType, graphql, readFragment } from '../../generated';
import type { GrantStatus } from '../../generated/graphql';
import { usePoll } from '../api/use-poll';
import { campaignRoute } from '../campaign/campaign.route';
import { useMoney, useNumber, useTime } from '../session/channel';
import { DataTable } from '../ui/data-table';
import { Loaded } from '../ui/loaded';
import { Pager } from '../ui/pager';
import { Empty, Panel } from '../ui/panel';
import { type Shape, StatusMark } from '../ui/status-mark';

const GrantsDocument = graphql(`
  query Grants($id: ID!, $after: String) {
    campaign(id: $id) {
      id
      grants(first: 50, after: $after) {
        nodes { id ...GrantRow }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`);

const GrantParts = graphql(`
  fragment GrantRow on Grant {
    id
    slot
    viewerId
    nickname
    status
    money { amount currency }
    prize { id name }
    grantedAt
  }
`);

const LOOKS: Record<GrantStatus, { shape: Shape; tone: string }> = {
  GRANTED: { shape: 'dot', tone: 'var(--blue)' },
  FULFILLED: { shape: 'check', tone: 'var(--green)' },
  FAILED: { shape: 'cross', tone: 'var(--red)' },
};

/** The ledger of this campaign, newest first: who won what, when. */
export default function GrantsTab({ id, live }: { id: string; live: boolean }) {
  const { t } = useTranslation();
  const { after } = campaignRoute.useSearch();
  const navigate = campaignRoute.useNavigate();
  const result = useQuery({
    query: GrantsDocument,
    variables: { id, after },
    requestPolicy: 'cache-and-network',
  });
  usePoll(result[1], live && !after);
  return (
    <Panel title={t('grant.many')} bare aside={t('grant.ledger')}>
      <Loaded result={result}>
        {({ campaign }) =>
          campaign && (
            <>
              {campaign.grants.nodes.length === 0 ? (
                <Empty title={t('grant.none')} hint={t('grant.noneHint')} />
              ) : (
                <Grants grants={campaign.grants.nodes} />
              )}
              <Pager
                page={campaign.grants.pageInfo}
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

function Grants(props: { grants: FragmentType<typeof GrantParts>[] }) {
  const { t } = useTranslation();
  const time = useTime();
  const money = useMoney();
  const number = useNumber();
  return (
    <DataTable
      label={t('grant.many')}
      rows={props.grants.map((grant) => readFragment(GrantParts, grant))}
      rowKey={(grant) => grant.id}
      columns={[
        { key: 'slot', title: t('grant.slot'), cell: (grant) => number(grant.slot) },
        { key: 'nickname', title: t('grant.nickname'), cell: (grant) => grant.nickname },
        { key: 'viewer', title: t('grant.viewer'), cell: (grant) => <code>{grant.viewerId}</code> },
        {
          key: 'award',
          title: t('grant.award'),
          end: true,
          cell: (grant) => <b>{grant.money ? money.format(grant.money) : (grant.prize?.name ?? '–')}</b>,
        },
        {
          key: 'status',
          title: t('grant.state'),
          cell: (grant) => (
            <StatusMark {...LOOKS[grant.status]}>{t(`grant.status.${grant.status}`)}</StatusMark>
          ),
        },
        { key: 'at', title: t('grant.at'), end: true, cell: (grant) => time(grant.grantedAt, 'seconds') },
      ]}
    />
  );
}
