import type { ReactNode } from 'react';
import { useId } from 'react';
import styles from './panel.module.css';

/** A titled surface; its title names the region for a screen reader, and for a test. */
export function Panel(props: { title?: ReactNode; aside?: ReactNode; bare?: boolean; children: ReactNode }) {
  const id = useId();
  return (
    <section className={styles.panel} aria-labelledby={props.title ? id : undefined}>
      {props.title && (
        <header className={styles.head}>
          <h2 id={id} className={styles.title}>
            {props.title}
          </h2>
          {props.aside && <div className={styles.aside}>{props.aside}</div>}
        </header>
      )}
      <div className={props.bare ? styles.bare : styles.body}>{props.children}</div>
    </section>
  );
}

export function PageHeader(props: {
  above?: ReactNode;
  title: ReactNode;
  below?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <header className={styles.header}>
      <div className={styles.heading}>
        {props.above && <div className={styles.above}>{props.above}</div>}
        <h1>{props.title}</h1>
        {props.below && <div className={styles.below}>{props.below}</div>}
      </div>
      {props.actions && <div className={styles.actions}>{props.actions}</div>}
    </header>
  );
}

/** Nothing here yet: says so, and offers the one next step. */
export function Empty(props: { title: string; hint?: string; action?: ReactNode }) {
  return (
    <div className={styles.empty}>
      <strong>{props.title}</strong>
      {props.hint && <p>{props.hint}</p>}
      {props.action}
    </div>
  );
}
