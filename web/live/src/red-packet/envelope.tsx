/** The red envelope, drawn: no picture to load when a nation opens the page at once. */
export function RedEnvelope({ class: className }: { class?: string | undefined }) {
  return (
    <svg class={className} viewBox="0 0 120 120" aria-hidden="true">
      <g fill="none" stroke="#f6c65b" stroke-width="2.4" stroke-linecap="round">
        <path d="M60 3v9M25 14l5 7M95 14l-5 7M6 42l8 3M114 42l-8 3" />
      </g>
      <rect x="26" y="20" width="68" height="92" rx="11" fill="#c8102e" />
      <path d="M26 44c22 20 46 20 68 0V31a11 11 0 0 0-11-11H37a11 11 0 0 0-11 11z" fill="#e5323a" />
      <circle cx="60" cy="58" r="15" fill="#f8cf6a" />
      <path
        d="M53 54h14M60 50v16M54 60h12"
        stroke="#8e0b1f"
        stroke-width="2.6"
        stroke-linecap="round"
        fill="none"
      />
    </svg>
  );
}
