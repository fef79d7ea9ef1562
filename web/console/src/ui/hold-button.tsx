import { type CSSProperties, type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './hold-button.module.css';

export const HOLD_MS = 900;

export interface HoldButtonProps {
  children: ReactNode;
  onHeld: () => void;
  tone?: string;
  disabled?: boolean;
  busy?: boolean;
}

/**
 * For money and draws: pressed and held, by pointer or by Space or Enter, until it fills. A slip, a double
 * click or a screen tapped in a pocket does nothing; letting go early takes it back.
 */
export function HoldButton({
  children,
  onHeld,
  tone = 'var(--accent-ink)',
  disabled,
  busy,
}: HoldButtonProps) {
  const { t } = useTranslation();
  const [holding, setHolding] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const begin = () => {
    if (disabled || busy || timer.current) return;
    setHolding(true);
    timer.current = setTimeout(() => {
      release();
      onHeld();
    }, HOLD_MS);
  };
  const release = () => {
    clearTimeout(timer.current);
    timer.current = undefined;
    setHolding(false);
  };
  const isHoldKey = (event: KeyboardEvent) => event.key === ' ' || event.key === 'Enter';

  return (
    <button
      type="button"
      className={`${styles.hold} ${holding ? styles.holding : ''}`}
      style={{ '--tone': tone, '--hold-ms': `${HOLD_MS}ms` } as CSSProperties}
      disabled={disabled || busy}
      aria-busy={busy}
      title={t('ui.holdHint')}
      onPointerDown={(event) => event.button === 0 && begin()}
      onPointerUp={release}
      onPointerLeave={release}
      onPointerCancel={release}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (!isHoldKey(event)) return;
        event.preventDefault();
        if (!event.repeat) begin();
      }}
      onKeyUp={(event) => isHoldKey(event) && release()}
      onBlur={release}
    >
      <span className={styles.fill} aria-hidden />
      <span className={styles.label}>{children}</span>
      <span className={styles.hint}>{t(holding ? 'ui.keepHolding' : 'ui.hold')}</span>
    </button>
  );
}
