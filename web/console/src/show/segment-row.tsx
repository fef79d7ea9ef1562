import { DeleteOutlined, EditOutlined, HolderOutlined } from '@ant-design/icons';
import { useSortable } from '@dnd-kit/sortable';
import { CSS } from '@dnd-kit/utilities';
import { Button } from 'antd';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { graphql } from '../../generated';
import { useAction } from '../api/use-action';
import { useTime } from '../session/channel';
import { toast } from '../ui/toast';
import styles from './run-of-show.module.css';
import { CreateSegmentDocument } from './segment';
import { TakeSegmentDocument } from './take';

const DeleteSegmentDocument = graphql(`
  mutation DeleteSegment($id: ID!) {
    deleteSegment(id: $id) { outcome }
  }
`);

export interface SegmentData {
  id: string;
  title: string;
  performers: string[];
  startsAt: string | null;
  position: number;
}

interface Props {
  segment: SegmentData;
  showId: string;
  index: number;
  onAir: boolean;
  canEdit: boolean;
  /** The padlock is open: a segment can be taken out of order, from here. */
  armed: boolean;
  onEdit: () => void;
  onMove: (by: -1 | 1) => void;
}

export function SegmentRow({ segment, showId, index, onAir, canEdit, armed, onEdit, onMove }: Props) {
  const { t } = useTranslation();
  const time = useTime();
  const sortable = useSortable({ id: segment.id, disabled: !canEdit });
  const remove = useRemoval(segment, showId, index);
  const take = useAction(TakeSegmentDocument);
  const onKeyDown = (event: KeyboardEvent) => {
    const by = ({ ArrowUp: -1, ArrowDown: 1 } as const)[event.key as 'ArrowUp' | 'ArrowDown'];
    if (!event.altKey || !by || !canEdit) return;
    event.preventDefault();
    onMove(by);
  };
  const look = [styles.row, onAir && styles.onAir, sortable.isDragging && styles.dragging];
  return (
    <li
      ref={sortable.setNodeRef}
      className={look.filter(Boolean).join(' ')}
      style={{ transform: CSS.Translate.toString(sortable.transform), transition: sortable.transition }}
      onKeyDown={onKeyDown}
    >
      {canEdit ? (
        <button
          type="button"
          className={styles.handle}
          {...sortable.attributes}
          {...sortable.listeners}
          aria-label={t('show.moveSegment', { title: segment.title })}
        >
          <HolderOutlined aria-hidden />
        </button>
      ) : (
        <span />
      )}
      <span className={styles.number}>{index + 1}</span>
      <span className={styles.time}>{segment.startsAt && time(segment.startsAt, 'time')}</span>
      <div>
        <div className={styles.title}>
          {segment.title}
          {onAir && <span className={styles.air}>{t('show.onAir')}</span>}
        </div>
        {segment.performers.length > 0 && (
          <div className={styles.by}>{segment.performers.join(t('ui.listComma'))}</div>
        )}
      </div>
      <div className={styles.actions}>
        {armed && !onAir && (
          <Button
            size="small"
            loading={take.pending}
            aria-label={t('show.takeSegment', { title: segment.title })}
            onClick={() => void take.run({ showId, segmentId: segment.id })}
          >
            {t('show.take')}
          </Button>
        )}
        {canEdit && (
          <>
            <Button
              type="text"
              icon={<EditOutlined aria-hidden />}
              aria-label={t('show.editSegment', { title: segment.title })}
              onClick={onEdit}
            />
            <Button
              type="text"
              icon={<DeleteOutlined aria-hidden />}
              disabled={onAir}
              loading={remove.pending}
              aria-label={t('show.deleteSegment', { title: segment.title })}
              onClick={() => void remove.run()}
            />
          </>
        )}
      </div>
    </li>
  );
}

/** Deleted at once, and put back where it was if that was a slip. */
function useRemoval(segment: SegmentData, showId: string, position: number) {
  const { t } = useTranslation();
  const remove = useAction(DeleteSegmentDocument, 'Segment');
  const create = useAction(CreateSegmentDocument);
  const { title, performers, startsAt } = segment;
  const restore = () => void create.run({ showId, position, input: { title, performers, startsAt } });
  const run = async () => {
    const data = await remove.run({ id: segment.id });
    if (data?.deleteSegment.outcome === 'DELETED') {
      toast(t('show.segmentDeleted', { title }), { label: t('ui.undo'), run: restore });
    } else toast(t('ui.notDone'));
  };
  return { run, pending: remove.pending };
}
