import { LockOutlined, UnlockOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { type FragmentType, graphql, readFragment } from '../../generated';
import { useAction } from '../api/use-action';
import { useAbility } from '../session/abilities';
import { FaultNotice } from '../ui/notice';
import styles from './on-air.module.css';
import { TakeSegmentDocument } from './take';

const OnAirParts = graphql(`
  fragment OnAir on Show {
    id
    status
    segments { id title performers }
    currentSegment { id }
  }
`);

interface Props {
  show: FragmentType<typeof OnAirParts>;
  armed: boolean;
  onArm: (armed: boolean) => void;
}

/** Now, next, and the padlock: nothing goes on air by accident. */
export function OnAir(props: Props) {
  const { t } = useTranslation();
  const show = readFragment(OnAirParts, props.show);
  const canOperate = useAbility('operate');
  const locked = !props.armed;
  const take = useAction(TakeSegmentDocument);
  if (show.status !== 'ON_AIR') return null;

  const at = show.segments.findIndex((segment) => segment.id === show.currentSegment?.id);
  const now = show.segments[at];
  const next = show.segments[at + 1];
  const go = (segmentId: string | null) => void take.run({ showId: show.id, segmentId });

  return (
    <>
      <section className={styles.board} aria-label={t('show.onAir')}>
        <Cell title={t('show.now')} live={now !== undefined} segment={now} none={t('show.nothingOnAir')} />
        <Cell title={t('show.next')} segment={next} none={t('show.nothingNext')} />
        {canOperate && (
          <div className={styles.controls}>
            <Button
              icon={locked ? <LockOutlined aria-hidden /> : <UnlockOutlined aria-hidden />}
              aria-pressed={!locked}
              onClick={() => props.onArm(locked)}
            >
              {t(locked ? 'show.unlock' : 'show.lock')}
            </Button>
            <Button disabled={locked || !now} loading={take.pending} onClick={() => go(null)}>
              {t('show.out')}
            </Button>
            <Button
              type="primary"
              disabled={locked || !next}
              loading={take.pending}
              onClick={() => next && go(next.id)}
            >
              {t('show.takeNext')}
            </Button>
          </div>
        )}
      </section>
      <FaultNotice fault={take.fault} />
    </>
  );
}

interface CellProps {
  title: string;
  segment: { title: string; performers: string[] } | undefined;
  none: string;
  live?: boolean;
}

function Cell({ title, segment, none, live }: CellProps) {
  const { t } = useTranslation();
  return (
    <div className={`${styles.cell} ${live ? styles.live : ''}`}>
      <h2>{title}</h2>
      <div className={styles.what}>{segment?.title ?? none}</div>
      <div className={styles.by}>{segment?.performers.join(t('ui.listComma'))}</div>
    </div>
  );
}
