import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { MenuEntry } from './menu';

export type Overlay = 'palette' | 'help';

const SECOND_KEY_WITHIN_MS = 1000;

/** Ctrl/Cmd K for the palette, `?` for help, `g` and a letter to go somewhere. Never while somebody types. */
export function useShortcuts(menu: readonly MenuEntry[], open: (overlay: Overlay) => void): void {
  const navigate = useNavigate();
  useEffect(() => {
    let goPressedAt = 0;
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        return open('palette');
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (event.key === '?') return open('help');
      if (event.key === 'g') {
        goPressedAt = Date.now();
        return;
      }
      const entry = menu.find((one) => one.key === event.key);
      if (entry && Date.now() - goPressedAt < SECOND_KEY_WITHIN_MS) void navigate({ to: entry.to });
      goPressedAt = 0;
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [menu, open, navigate]);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null
  );
}
