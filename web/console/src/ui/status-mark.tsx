import type { CSSProperties, ReactNode } from 'react';
import styles from './status-mark.module.css';

export type Shape = 'dashed' | 'diamond' | 'dot' | 'bars' | 'square' | 'check' | 'cross';

const SHAPES: Record<Shape, ReactNode> = {
  dashed: <circle cx="6" cy="6" r="4.5" fill="none" strokeDasharray="2.4 1.7" />,
  diamond: <path d="M6 .8 11.2 6 6 11.2.8 6Z" fill="none" />,
  dot: <circle cx="6" cy="6" r="4.5" fill="currentColor" stroke="none" />,
  bars: <path d="M3.8 1.8v8.4M8.2 1.8v8.4" strokeWidth="2.4" />,
  square: <rect x="1.8" y="1.8" width="8.4" height="8.4" rx="1" fill="currentColor" stroke="none" />,
  check: <path d="m1.5 6.5 3 3 6-7" fill="none" strokeWidth="2.2" />,
  cross: <path d="m2 2 8 8m0-8-8 8" strokeWidth="2.2" />,
};

/** A status by colour and shape and word: no one has to tell red from green. */
export function StatusMark(props: { shape: Shape; tone: string; live?: boolean; children: string }) {
  return (
    <span
      className={`${styles.mark} ${props.live ? styles.live : ''}`}
      style={{ '--tone': props.tone } as CSSProperties}
      data-testid="status"
    >
      <svg viewBox="0 0 12 12" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" aria-hidden>
        {SHAPES[props.shape]}
      </svg>
      {props.children}
    </span>
  );
}
