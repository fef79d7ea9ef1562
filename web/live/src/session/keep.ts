/**
 * What the page remembers of a viewer: the token until the tab is closed, the nickname for good.
 * A web view may forbid storage; then it is remembered until the page is left.
 */
export interface KeptToken {
  token: string;
  /** Milliseconds since 1970; null when unknown. */
  expiresAt: number | null;
  from: 'app' | 'guest';
}

export interface Keep {
  token(): KeptToken | null;
  setToken(kept: KeptToken | null): void;
  nickname(): string | null;
  setNickname(nickname: string): void;
}

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export function keepIn(slug: string, session: Store, local: Store): Keep {
  const tokenKey = `ovation.token.${slug}`;
  const nicknameKey = `ovation.nickname.${slug}`;
  return {
    token: () => readToken(session.getItem(tokenKey)),
    setToken: (kept) =>
      kept ? session.setItem(tokenKey, JSON.stringify(kept)) : session.removeItem(tokenKey),
    nickname: () => local.getItem(nicknameKey),
    setNickname: (nickname) => local.setItem(nicknameKey, nickname),
  };
}

function readToken(text: string | null): KeptToken | null {
  if (!text) return null;
  try {
    const kept = JSON.parse(text) as Partial<KeptToken>;
    if (typeof kept.token !== 'string' || (kept.from !== 'app' && kept.from !== 'guest')) return null;
    return { token: kept.token, from: kept.from, expiresAt: kept.expiresAt ?? null };
  } catch {
    return null;
  }
}

/** The browser's storage, or a stand-in where it is forbidden. */
export function storage(kind: 'localStorage' | 'sessionStorage'): Store {
  try {
    const real = window[kind];
    real.setItem('ovation.probe', '1');
    real.removeItem('ovation.probe');
    return real;
  } catch {
    const held = new Map<string, string>();
    return {
      getItem: (key) => held.get(key) ?? null,
      setItem: (key, value) => void held.set(key, value),
      removeItem: (key) => void held.delete(key),
    };
  }
}
