import { describe, expect, it } from 'vitest';
import { GrabRedPacketDocument, ReactDocument } from './audience';
import { createAudienceClient, pauseBefore } from './client';

type Step = { status?: number; body: unknown } | 'lost';

function play(steps: Step[], options: { published?: boolean } = {}) {
  const sent: { body: string; headers: Record<string, string> }[] = [];
  const pauses: number[] = [];
  const client = createAudienceClient({
    endpoint: '/graphql',
    ...options,
    token: () => 'a-token',
    random: () => 0,
    sleep: async (ms) => void pauses.push(ms),
    fetch: async (_url, init) => {
      sent.push({ body: String(init?.body), headers: init?.headers as Record<string, string> });
      const step = steps.shift();
      if (!step || step === 'lost') throw new TypeError('connection reset');
      const text = typeof step.body === 'string' ? step.body : JSON.stringify(step.body);
      return new Response(text, { status: step.status ?? 200 });
    },
  });
  return { client, sent, pauses };
}

const refused = (code: string, retryAfterMs?: number) => ({
  body: { errors: [{ message: 'later', extensions: { code, retryAfterMs } }] },
});
const won = { body: { data: { grabRedPacket: { outcome: 'WON', grant: null } } } };

describe('the audience client', () => {
  it('sends the document, the variables and the token, and answers with the data', async () => {
    const { client, sent } = play([won]);
    const data = await client.request(GrabRedPacketDocument, { campaignId: 'camp_1' });
    expect(data.grabRedPacket.outcome).toBe('WON');
    expect(JSON.parse(sent[0]?.body ?? '').variables).toEqual({ campaignId: 'camp_1' });
    expect(sent[0]?.headers.authorization).toBe('Bearer a-token');
  });

  it('sends a published document by its hash, and not a word of it', async () => {
    const { client, sent } = play([won], { published: true });
    await client.request(GrabRedPacketDocument, { campaignId: 'camp_1' });
    const body = JSON.parse(sent[0]?.body ?? '');
    const digest = await crypto.subtle.digest(
      'SHA-256',
      new TextEncoder().encode(`${GrabRedPacketDocument}`),
    );
    const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    expect(body).toEqual({ documentId: `sha256:${hex}`, variables: { campaignId: 'camp_1' } });
  });

  it('comes back when it is told to, never sooner', async () => {
    const { client, pauses } = play([refused('OVERLOADED', 3000), refused('RATE_LIMITED', 100), won]);
    await client.request(GrabRedPacketDocument, { campaignId: 'camp_1' });
    expect(pauses).toEqual([3000, 500]);
  });

  it('sends the same body again after a lost answer', async () => {
    const { client, sent } = play(['lost', { status: 502, body: '<html>' }, won]);
    await client.request(GrabRedPacketDocument, { campaignId: 'camp_1' });
    expect(new Set(sent.map((one) => one.body)).size).toBe(1);
    expect(sent).toHaveLength(3);
  });

  it('does not risk a second count for what is not idempotent', async () => {
    const { client, sent } = play(['lost', won]);
    const sending = client.request(
      ReactDocument,
      { campaignId: 'c', reaction: 'heart' },
      { idempotent: false },
    );
    await expect(sending).rejects.toMatchObject({ code: 'UNREACHABLE' });
    expect(sent).toHaveLength(1);
  });

  it('reports at once what no retry can mend', async () => {
    const { client, sent } = play([refused('FORBIDDEN')]);
    await expect(client.request(GrabRedPacketDocument, { campaignId: 'c' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    expect(sent).toHaveLength(1);
  });

  it('gives up after its tries', async () => {
    const { client, sent } = play([]);
    await expect(client.request(GrabRedPacketDocument, { campaignId: 'c' })).rejects.toMatchObject({
      code: 'UNREACHABLE',
    });
    expect(sent).toHaveLength(5);
  });

  it('waits twice as long each time, up to a limit, spread by chance', () => {
    expect([1, 2, 3, 10].map((attempt) => pauseBefore(attempt, undefined, 0))).toEqual([
      250, 500, 1000, 8000,
    ]);
    expect(pauseBefore(1, 1000, 1)).toBe(1500);
  });
});
