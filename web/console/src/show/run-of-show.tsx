import { PlusOutlined } from '@ant-design/icons';
import {
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import {
  arrayMove,
  SortableContext,
  sortableKeyboardCoordinates,
  verticalListSortingStrategy,
} from '@dnd-kit/sortable';
import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type FragmentType, graphql, readFragment } from '../../generated';
import { useAction } from '../api/use-action';
import { useAbility } from '../session/abilities';
import { FaultNotice } from '../ui/notice';
import { Empty, Panel } from '../ui/panel';
import styles from './run-of-show.module.css';
import { type SegmentData, SegmentRow } from './segment-row';

const SegmentForm = lazy(() => import('./segment-form'));

const RunOfShowParts = graphql(`
  fragment RunOfShow on Show {
    id
    status
    segments { id title performers startsAt position }
    currentSegment { id }
  }
`);

const MoveSegmentDocument = graphql(`
  mutation MoveSegment($id: ID!, $position: Int!) {
    moveSegment(id: $id, position: $position) { outcome segment { id position } }
  }
`);

/** The segments in order; by drag, or with Alt and an arrow key, they change places. */
export function RunOfShow(props: { show: FragmentType<typeof RunOfShowParts>; armed: boolean }) {
  const { t } = useTranslation();
  const show = readFragment(RunOfShowParts, props.show);
  const canEdit = useAbility('edit') && show.status !== 'ENDED';
  const [form, setForm] = useState<SegmentData | 'new'>();
  const { segments, move, fault } = useOrder(show.segments);
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const onDragEnd = ({ active, over }: DragEndEvent) => {
    if (over && active.id !== over.id) move(String(active.id), indexOf(segments, String(over.id)));
  };
  const add = canEdit && (
    <Button icon={<PlusOutlined aria-hidden />} onClick={() => setForm('new')}>
      {t('show.addSegment')}
    </Button>
  );

  return (
    <Panel title={t('show.runOfShow')} bare aside={segments.length > 0 && add}>
      <FaultNotice fault={fault} />
      {segments.length === 0 && (
        <Empty title={t('show.noSegments')} hint={t('show.noSegmentsHint')} action={add} />
      )}
      <DndContext sensors={sensors} collisionDetection={closestCenter} onDragEnd={onDragEnd}>
        <SortableContext items={segments.map(({ id }) => id)} strategy={verticalListSortingStrategy}>
          <ol className={styles.list} aria-label={t('show.runOfShow')}>
            {segments.map((segment, index) => (
              <SegmentRow
                key={segment.id}
                segment={segment}
                index={index}
                onAir={segment.id === show.currentSegment?.id}
                canEdit={canEdit}
                armed={props.armed && show.status === 'ON_AIR'}
                showId={show.id}
                onEdit={() => setForm(segment)}
                onMove={(by) => move(segment.id, index + by)}
              />
            ))}
          </ol>
        </SortableContext>
      </DndContext>
      <Suspense>
        {form && (
          <SegmentForm
            showId={show.id}
            segment={form === 'new' ? undefined : form}
            onClose={() => setForm(undefined)}
          />
        )}
      </Suspense>
    </Panel>
  );
}

/**
 * A draft's order may be shown ahead of the server: it is no money. It holds only over the order that it
 * was made from; as soon as the server's differs, the server's counts.
 */
function useOrder(given: readonly SegmentData[]) {
  const basis = given.map(({ id }) => id).join();
  const [wanted, setWanted] = useState<{ basis: string; ids: readonly string[] }>();
  const action = useAction(MoveSegmentDocument);
  const ids = wanted?.basis === basis ? wanted.ids : undefined;
  const segments = ids ? [...given].sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id)) : given;

  const move = async (id: string, position: number) => {
    if (position < 0 || position >= segments.length) return;
    const shown = segments.map((segment) => segment.id);
    setWanted({ basis, ids: arrayMove(shown, shown.indexOf(id), position) });
    const data = await action.run({ id, position });
    if (data?.moveSegment.outcome !== 'SAVED') setWanted(undefined);
  };
  return { segments, move: (id: string, position: number) => void move(id, position), fault: action.fault };
}

function indexOf(segments: readonly SegmentData[], id: string): number {
  return segments.findIndex((segment) => segment.id === id);
}
