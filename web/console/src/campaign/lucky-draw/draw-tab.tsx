import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { type FragmentType, graphql, readFragment } from '../../../generated';
import { useAction } from '../../api/use-action';
import { useAbility } from '../../session/abilities';
import { useNumber, useTime } from '../../session/channel';
import { DataTable } from '../../ui/data-table';
import { HoldButton } from '../../ui/hold-button';
import { Loaded } from '../../ui/loaded';
import { FaultNotice } from '../../ui/notice';
import { Empty, Panel } from '../../ui/panel';
import { toast } from '../../ui/toast';
import styles from './draw.module.css';

const DrawDocument = graphql(`
  query Draw($id: ID!) {
    campaign(id: $id) { id ...DrawParts }
  }
`);

const DrawParts = graphql(`
  fragment DrawParts on Campaign {
    id
    status
    nextStatuses
    totals { entries }
    draw {
      seedCommitment
      seed
      drawnAt
      entriesDigest
      winners { entryNumber nickname viewerId prize { id name } }
    }
  }
`);

const RunDrawDocument = graphql(`
  mutation RunDraw($campaignId: ID!) {
    runDraw(campaignId: $campaignId) { outcome campaign { id ...DrawParts } }
  }
`);

/** The draw and everything that lets anyone check it. */
export default function DrawTab({ id }: { id: string }) {
  const result = useQuery({ query: DrawDocument, variables: { id }, requestPolicy: 'cache-and-network' });
  return <Loaded result={result}>{({ campaign }) => campaign && <DrawView campaign={campaign} />}</Loaded>;
}

function DrawView(props: { campaign: FragmentType<typeof DrawParts> }) {
  const { t } = useTranslation();
  const { draw, ...campaign } = readFragment(DrawParts, props.campaign);
  const drawn = draw?.drawnAt != null;
  return (
    <div className={styles.panes}>
      <Panel title={t('luckyDraw.winners')} bare>
        {drawn ? <Winners winners={draw.winners} /> : <NotDrawn id={campaign.id} status={campaign.status} />}
      </Panel>
      <Fairness draw={draw} />
    </div>
  );
}

function NotDrawn({ id, status }: { id: string; status: string }) {
  const { t } = useTranslation();
  const canOperate = useAbility('operate');
  const runDraw = useAction(RunDrawDocument);
  const closed = status === 'CLOSED';
  const draw = async () => {
    const outcome = (await runDraw.run({ campaignId: id }))?.runDraw.outcome;
    if (outcome) toast(t(`luckyDraw.outcome.${outcome}`));
  };
  return (
    <>
      <Empty
        title={t('luckyDraw.notDrawn')}
        hint={t(closed ? 'luckyDraw.readyHint' : 'luckyDraw.closeFirst')}
        action={
          canOperate && (
            <HoldButton disabled={!closed} busy={runDraw.pending} onHeld={() => void draw()}>
              {t('luckyDraw.run')}
            </HoldButton>
          )
        }
      />
      <FaultNotice fault={runDraw.fault} />
    </>
  );
}

interface Winner {
  entryNumber: number;
  nickname: string;
  viewerId: string;
  prize: { id: string; name: string };
}

function Winners({ winners }: { winners: readonly Winner[] }) {
  const { t } = useTranslation();
  const number = useNumber();
  if (winners.length === 0)
    return <Empty title={t('luckyDraw.noWinners')} hint={t('luckyDraw.noWinnersHint')} />;
  return (
    <DataTable
      label={t('luckyDraw.winners')}
      rows={winners}
      rowKey={(winner) => `${winner.prize.id} ${winner.entryNumber}`}
      columns={[
        { key: 'prize', title: t('luckyDraw.name'), cell: (winner) => <b>{winner.prize.name}</b> },
        { key: 'nickname', title: t('grant.nickname'), cell: (winner) => winner.nickname },
        { key: 'viewer', title: t('grant.viewer'), cell: (winner) => <code>{winner.viewerId}</code> },
        {
          key: 'number',
          title: t('luckyDraw.number'),
          end: true,
          cell: (winner) => number(winner.entryNumber),
        },
      ]}
    />
  );
}

interface DrawData {
  seedCommitment: string;
  seed: string | null;
  drawnAt: string | null;
  entriesDigest: string | null;
}

function Fairness({ draw }: { draw: DrawData | null }) {
  const { t } = useTranslation();
  const time = useTime();
  const rows = [
    ['seedCommitment', draw?.seedCommitment],
    ['seed', draw?.seed],
    ['entriesDigest', draw?.entriesDigest],
  ] as const;
  return (
    <Panel title={t('luckyDraw.fairness')}>
      <dl className={styles.fair}>
        {rows.map(([name, value]) => (
          <div key={name} data-testid={name}>
            <dt>{t(`luckyDraw.fair.${name}`)}</dt>
            <dd>{value ? <code>{value}</code> : t(`luckyDraw.fair.none.${name}`)}</dd>
          </div>
        ))}
        {draw?.drawnAt && (
          <div>
            <dt>{t('luckyDraw.fair.drawnAt')}</dt>
            <dd>{time(draw.drawnAt)}</dd>
          </div>
        )}
      </dl>
    </Panel>
  );
}
