/** Drawn rather than emoji, which look different, or are missing, from phone to phone. */
export function ReactionIcon({ name }: { name: string }) {
  return (
    <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
      {name === 'heart' ? (
        <path
          d="M12 20.5C5 15.6 2.6 12 2.6 8.600a5 5 0 0 1 9.400-2.500 5 5 0 0 1 9.400 2.500c0 3.400-2.400 7-9.400 11.900z"
          fill="#e0213a"
        />
      ) : name === 'applause' ? (
        <g fill="#f2a71b" stroke="#9a5b00" stroke-width="1" stroke-linejoin="round">
          <path d="M6.200 21.300c-3-1.800-3.600-5-2.600-8l1.700-5.200c.5-1.500 2.400-1 2.100.5l-.5 3 5-7c.9-1.200 2.500 0 1.700 1.200l-3 4.600 4.300-4.800c1-1 2.300.1 1.500 1.300l-3.800 5 3.900-3.500c1-.8 2.100.4 1.300 1.300l-6.100 8.800c-1.500 2.300-3.300 3.900-5.500 2.800z" />
          <path
            d="M17 3.200l.6-1.900M20.300 5.200l1.600-1M21 8.600l1.900.3"
            fill="none"
            stroke-width="1.700"
            stroke-linecap="round"
          />
        </g>
      ) : (
        <path
          d="m12 2.500 2.900 6.200 6.700.8-5 4.600 1.400 6.700-6-3.400-6 3.400 1.400-6.700-5-4.600 6.700-.8z"
          fill="#eca41c"
        />
      )}
    </svg>
  );
}
