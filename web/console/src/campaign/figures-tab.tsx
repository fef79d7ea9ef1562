import { Skeleton } from 'antd';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { type FragmentType, graphql, readFragment } from '../../generated';
import { usePoll } from '../api/use-poll';
import { usePreferences } from '../app/preferences';
import { useMoney, useNumber, useTime } from '../session/channel';
import { Chips } from '../ui/chips';
import { Loaded } from '../ui/loaded';
import { Empty, Panel } from '../ui/panel';
import { campaignRoute } from './campaign.route';
import styles from './figures.module.css';
import { METRICS, type Metric } from './metric';
import { outcomeColour } from './outcome';
import { linesOf } from './series';
import { Outcomes, Totals } from './totals';
import { useOutcomeWord } from './use-outcome-word';

const Chart = lazy(() => import('./chart'));

const FiguresDocument = graphql(`
  query Figures($id: ID!) {
    campaign(id: $id) {
      id
      status
      nextStatuses
      ...CampaignTotalTiles
      ...CampaignOutcomes
      ...CampaignSeries
    }
  }
`);

const SeriesParts = graphql(`
  fragment CampaignSeries on Campaign {
    id
    kind
    series { minute tries distinctViewers moneyGranted outcomes { outcome count } }
  }
`);

/** The figures, moving while the campaign runs. */
export function FiguresTab({ id, live }: { id: string; live: boolean }) {
  const result = useQuery({ query: FiguresDocument, variables: { id }, requestPolicy: 'cache-and-network' });
  usePoll(result[1], live);
  return (
    <Loaded result={result}>
      {({ campaign }) =>
        campaign && (
          <>
            <Totals campaign={campaign} />
            <div className={styles.panes}>
              <ByMinute campaign={campaign} />
              <Outcomes campaign={campaign} />
            </div>
          </>
        )
      }
    </Loaded>
  );
}

function ByMinute(props: { campaign: FragmentType<typeof SeriesParts> }) {
  const { t } = useTranslation();
  const { kind, series } = readFragment(SeriesParts, props.campaign);
  const { metric = 'outcomes' } = campaignRoute.useSearch();
  const navigate = campaignRoute.useNavigate();
  const { theme } = usePreferences();
  const time = useTime();
  const word = useOutcomeWord();
  const number = useNumber();
  const money = useMoney();

  const metrics = METRICS.filter((one) => one !== 'money' || kind === 'RED_PACKET');
  const lines = linesOf(series, metric).map((line) => ({
    ...line,
    title: metric === 'outcomes' ? word(line.name) : t(`campaign.metric.${metric}`),
    colour: metric === 'outcomes' ? outcomeColour(line.name, theme) : METRIC_COLOURS[metric][theme],
  }));

  return (
    <Panel
      title={t('campaign.byMinute')}
      aside={
        <Chips
          label={t('campaign.metricLabel')}
          value={metric}
          options={metrics.map((value) => ({ value, label: t(`campaign.metric.${value}`) }))}
          onChange={(next) =>
            void navigate({ search: (search) => ({ ...search, metric: next }), replace: true })
          }
        />
      }
    >
      {series.length === 0 ? (
        <Empty title={t('campaign.noFigures')} hint={t('campaign.noFiguresHint')} />
      ) : (
        <Suspense fallback={<Skeleton.Node active style={{ width: '100%', height: 320 }} />}>
          <Chart
            label={t('campaign.chartLabel', {
              metric: t(`campaign.metric.${metric}`),
              minutes: series.length,
            })}
            lines={lines}
            theme={theme}
            formatTime={(at) => time(at, 'time')}
            formatValue={(value) => (metric === 'money' ? money.amount(String(value)) : number(value))}
          />
        </Suspense>
      )}
    </Panel>
  );
}

const METRIC_COLOURS: Record<Exclude<Metric, 'outcomes'>, { dark: string; light: string }> = {
  tries: { dark: '#6aa8ff', light: '#1f5fc4' },
  viewers: { dark: '#4fd1c5', light: '#0b7470' },
  money: { dark: '#f5b544', light: '#b27400' },
};
