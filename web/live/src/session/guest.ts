/** A viewer's token for somebody without the channel's app: `POST /live/{slug}/guest`. */
export type GuestAnswer =
  | { kind: 'welcome'; token: string; expiresAt: number | null; nickname: string }
  /** No such channel, or one that allows no guests: the server does not say which. */
  | { kind: 'closed' }
  /** Suspended; told only to a guest who was here before. */
  | { kind: 'paused' }
  | { kind: 'rejected' }
  | { kind: 'busy'; retryAfterMs: number }
  | { kind: 'unreachable' };

interface GuestBody {
  token?: string;
  expiresAt?: string;
  nickname?: string;
  error?: { code?: string; retryAfterMs?: number };
  retryAfterMs?: number;
}

export async function joinAsGuest(
  slug: string,
  nickname: string,
  call: typeof fetch = fetch,
): Promise<GuestAnswer> {
  try {
    const response = await call(`/live/${slug}/guest`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ nickname }),
    });
    const body = (await response.json().catch(() => ({}))) as GuestBody;
    return understand(response.status, body, nickname);
  } catch {
    return { kind: 'unreachable' };
  }
}

function understand(status: number, body: GuestBody, nickname: string): GuestAnswer {
  if (body.error?.code === 'CHANNEL_SUSPENDED') return { kind: 'paused' };
  if (status === 404 || status === 403) return { kind: 'closed' };
  if (status === 429 || status === 503) {
    return { kind: 'busy', retryAfterMs: body.retryAfterMs ?? body.error?.retryAfterMs ?? 2000 };
  }
  if (status >= 400 && status < 500) return { kind: 'rejected' };
  if (status >= 500 || !body.token) return { kind: 'unreachable' };
  const expiresAt = body.expiresAt ? Date.parse(body.expiresAt) : Number.NaN;
  return {
    kind: 'welcome',
    token: body.token,
    expiresAt: Number.isNaN(expiresAt) ? null : expiresAt,
    nickname: body.nickname ?? nickname,
  };
}
