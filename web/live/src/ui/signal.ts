/** A value that tells when it changes. All the state that lives longer than a component is one of these. */
import { useEffect, useState } from 'preact/hooks';

export class Signal<T> {
  private readonly listeners = new Set<() => void>();

  constructor(private value: T) {}

  get(): T {
    return this.value;
  }

  set(value: T): void {
    if (Object.is(value, this.value)) return;
    this.value = value;
    for (const listener of [...this.listeners]) listener();
  }

  listen(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }
}

export function useSignal<T>(signal: Signal<T>): T {
  const [, render] = useState(0);
  useEffect(() => {
    const seen = signal.get();
    const stop = signal.listen(() => render((n) => n + 1));
    // It may have changed between the rendering and this effect.
    if (!Object.is(seen, signal.get())) render((n) => n + 1);
    return stop;
  }, [signal]);
  return signal.get();
}
