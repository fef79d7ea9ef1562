import type { ComponentChildren } from 'preact';

interface Props {
  label: string;
  class?: string | undefined;
  children: ComponentChildren;
}

/** A part that scrolls by itself, by keyboard too. */
export function ScrollRegion({ label, class: className, children }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section class={className} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
