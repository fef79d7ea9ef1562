import { act, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startI18n } from '../i18n';
import { HOLD_MS, HoldButton } from './hold-button';

beforeEach(async () => {
  await startI18n('en');
  vi.useFakeTimers();
});
afterEach(() => void vi.useRealTimers());

function show(disabled = false) {
  const onHeld = vi.fn();
  render(
    <HoldButton onHeld={onHeld} disabled={disabled}>
      Draw
    </HoldButton>,
  );
  return { onHeld, button: screen.getByRole('button', { name: /Draw/ }) };
}
const wait = (ms: number) => act(() => vi.advanceTimersByTime(ms));

it('acts once it has been held long enough, and once only', () => {
  const { onHeld, button } = show();
  fireEvent.pointerDown(button, { button: 0 });
  wait(HOLD_MS - 1);
  expect(onHeld).not.toHaveBeenCalled();
  wait(HOLD_MS * 3);
  expect(onHeld).toHaveBeenCalledTimes(1);
});

it('takes it back when let go early; clicks do nothing', () => {
  const { onHeld, button } = show();
  for (const stop of [fireEvent.pointerUp, fireEvent.pointerLeave, fireEvent.blur]) {
    fireEvent.pointerDown(button, { button: 0 });
    wait(HOLD_MS / 2);
    stop(button);
    wait(HOLD_MS);
  }
  fireEvent.click(button);
  fireEvent.doubleClick(button);
  wait(HOLD_MS);
  expect(onHeld).not.toHaveBeenCalled();
});

it('can be held with the keyboard', () => {
  const { onHeld, button } = show();
  fireEvent.keyDown(button, { key: ' ' });
  fireEvent.keyDown(button, { key: ' ', repeat: true });
  wait(HOLD_MS);
  expect(onHeld).toHaveBeenCalledTimes(1);
});

it('does nothing while disabled', () => {
  const { onHeld, button } = show(true);
  fireEvent.pointerDown(button, { button: 0 });
  wait(HOLD_MS);
  expect(onHeld).not.toHaveBeenCalled();
});
