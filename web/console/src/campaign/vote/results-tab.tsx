import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { graphql } from '../../../generated';
import { usePoll } from '../../api/use-poll';
import { useNumber } from '../../session/channel';
import { Loaded } from '../../ui/loaded';
import { Panel } from '../../ui/panel';
import styles from './results.module.css';

const ResultsDocument = graphql(`
  query VoteResults($id: ID!) {
    campaign(id: $id) {
      id
      totals { ballots }
      results { votes option { id label } }
    }
  }
`);

/** The votes by option, in the order of the ballot. */
export default function ResultsTab({ id, live }: { id: string; live: boolean }) {
  const { t, i18n } = useTranslation();
  const number = useNumber();
  const percent = new Intl.NumberFormat(i18n.language, { style: 'percent', maximumFractionDigits: 1 });
  const result = useQuery({ query: ResultsDocument, variables: { id }, requestPolicy: 'cache-and-network' });
  usePoll(result[1], live);
  return (
    <Loaded result={result}>
      {({ campaign }) => {
        if (!campaign) return null;
        const all = campaign.results.reduce((sum, { votes }) => sum + votes, 0);
        return (
          <Panel
            title={t('vote.results')}
            aside={t('vote.ballots', { ballots: number(campaign.totals.ballots), votes: number(all) })}
          >
            <ol className={styles.results}>
              {campaign.results.map(({ option, votes }) => {
                const share = all === 0 ? 0 : votes / all;
                return (
                  <li key={option.id} data-testid={`result-${option.label}`}>
                    <div className={styles.head}>
                      <strong>{option.label}</strong>
                      <b>{number(votes)}</b>
                      <span>{percent.format(share)}</span>
                    </div>
                    <div className={styles.track}>
                      <i style={{ width: `${share * 100}%` }} />
                    </div>
                  </li>
                );
              })}
            </ol>
          </Panel>
        );
      }}
    </Loaded>
  );
}
