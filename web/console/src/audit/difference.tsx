import { useTime } from '../session/channel';
import styles from './activity.module.css';
import { changesOf } from './changes';

const INSTANT = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;

/** Member by member: what was, struck out, and what is. */
export function Difference({ before, after }: { before: unknown; after: unknown }) {
  const time = useTime();
  const readable = (value: string) => (INSTANT.test(value) ? time(value) : value);
  const changes = changesOf(before, after);
  if (changes.length === 0) return <span className={styles.nothing}>–</span>;
  return (
    <dl className={styles.difference}>
      {changes.map(({ name, was, is }) => (
        <div key={name}>
          <dt translate="no">{name}</dt>
          <dd translate="no">
            {was !== undefined && <del className={styles.was}>{readable(was)}</del>}
            {is !== undefined && <ins className={styles.is}>{readable(is)}</ins>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
