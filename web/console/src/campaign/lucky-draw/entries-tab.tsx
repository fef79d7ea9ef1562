import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { graphql } from '../../../generated';
import { usePoll } from '../../api/use-poll';
import { useNumber, useTime } from '../../session/channel';
import { DataTable } from '../../ui/data-table';
import { Loaded } from '../../ui/loaded';
import { Pager } from '../../ui/pager';
import { Empty, Panel } from '../../ui/panel';
import { campaignRoute } from '../campaign.route';

const EntriesDocument = graphql(`
  query Entries($id: ID!, $after: String) {
    campaign(id: $id) {
      id
      totals { entries }
      entries(first: 50, after: $after) {
        nodes { number viewerId nickname enteredAt }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`);

export default function EntriesTab({ id, live }: { id: string; live: boolean }) {
  const { t } = useTranslation();
  const time = useTime();
  const number = useNumber();
  const { after } = campaignRoute.useSearch();
  const navigate = campaignRoute.useNavigate();
  const result = useQuery({
    query: EntriesDocument,
    variables: { id, after },
    requestPolicy: 'cache-and-network',
  });
  usePoll(result[1], live && !after);
  return (
    <Loaded result={result}>
      {({ campaign }) =>
        campaign && (
          <Panel
            title={t('luckyDraw.entries')}
            bare
            aside={t('luckyDraw.entryCount', { shown: number(campaign.totals.entries) })}
          >
            {campaign.entries.nodes.length === 0 ? (
              <Empty title={t('luckyDraw.noEntries')} hint={t('luckyDraw.noEntriesHint')} />
            ) : (
              <DataTable
                label={t('luckyDraw.entries')}
                rows={campaign.entries.nodes}
                rowKey={(entry) => String(entry.number)}
                columns={[
                  { key: 'number', title: t('luckyDraw.number'), cell: (entry) => number(entry.number) },
                  { key: 'nickname', title: t('grant.nickname'), cell: (entry) => entry.nickname },
                  { key: 'viewer', title: t('grant.viewer'), cell: (entry) => <code>{entry.viewerId}</code> },
                  {
                    key: 'at',
                    title: t('luckyDraw.enteredAt'),
                    end: true,
                    cell: (entry) => time(entry.enteredAt, 'seconds'),
                  },
                ]}
              />
            )}
            <Pager
              page={campaign.entries.pageInfo}
              after={after}
              onTurn={(next) => void navigate({ search: (search) => ({ ...search, after: next }) })}
            />
          </Panel>
        )
      }
    </Loaded>
  );
}
