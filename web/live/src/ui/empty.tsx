export function Empty({ title, hint }: { title: string; hint?: string }) {
  return (
    <div class="empty">
      <svg viewBox="0 0 64 48" width="64" height="48" aria-hidden="true">
        <path
          d="M8 40h48M16 40V22a16 16 0 0 1 32 0v18M32 6V2M12 12 9 9M52 12l3-3"
          fill="none"
          stroke="currentColor"
          stroke-width="3"
          stroke-linecap="round"
        />
      </svg>
      <p class="empty-title">{title}</p>
      {hint && <p class="empty-hint">{hint}</p>}
    </div>
  );
}
