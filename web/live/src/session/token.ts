/** Where a viewer's token comes from and how long it lasts. The page reads its expiry, never trusts its claims. */

/** `#token=…`, as a channel's app opens the page in a web view. */
export function tokenFromFragment(fragment: string): string | null {
  return new URLSearchParams(fragment.replace(/^#/, '')).get('token') || null;
}

/** Milliseconds since 1970, from the token's own `exp`; null when it does not say. */
export function expiryOf(token: string): number | null {
  try {
    const payload = (token.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/');
    const claims: unknown = JSON.parse(atob(payload));
    if (claims && typeof claims === 'object' && 'exp' in claims && typeof claims.exp === 'number') {
      return claims.exp * 1000;
    }
  } catch {
    // Not a JWT that this page can read; the server will say when it is over.
  }
  return null;
}
