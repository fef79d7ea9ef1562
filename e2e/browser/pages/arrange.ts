/** What stands before a test begins: the show that viewers see, and campaigns in it. */
import type { Desk } from './desk.ts';

export interface ShowRef {
  id: string;
  title: string;
}

/** The show on air, which is what the viewer's page shows; the next one is started when there is none. */
export async function showOnAir(desk: Desk): Promise<ShowRef> {
  const { shows } = await desk.ask<{ shows: { nodes: (ShowRef & { status: string; startsAt: string })[] } }>(
    '{ shows(first: 100) { nodes { id title status startsAt } } }',
  );
  const onAir = shows.nodes.find((show) => show.status === 'ON_AIR');
  if (onAir) return onAir;
  const next = shows.nodes
    .filter((show) => show.status === 'SCHEDULED')
    .sort((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt))[0];
  if (!next) throw new Error('the channel has no show');
  const { startShow } = await desk.ask<{ startShow: { outcome: string } }>('mutation ($id: ID!) { startShow(id: $id) { outcome } }', { id: next.id });
  if (startShow.outcome !== 'DONE') throw new Error(`the show could not be started: ${startShow.outcome}`);
  return next;
}

/** An open campaign with these settings; answers with its id. */
export async function openCampaign(desk: Desk, showId: string, title: string, settings: Record<string, unknown>): Promise<string> {
  const { createCampaign } = await desk.ask<{ createCampaign: { outcome: string; campaign: { id: string } | null } }>(
    'mutation ($input: CreateCampaignInput!) { createCampaign(input: $input) { outcome campaign { id } } }',
    { input: { showId, title, settings } },
  );
  const id = createCampaign.campaign?.id;
  if (!id) throw new Error(`${title} was not created: ${createCampaign.outcome}`);
  for (const step of ['scheduleCampaign', 'openCampaign']) {
    const answer = await desk.ask<Record<string, { outcome: string; reason: string | null }>>(
      `mutation ($id: ID!) { ${step}(id: $id) { outcome reason } }`,
      { id },
    );
    if (answer[step]?.outcome !== 'DONE') throw new Error(`${title}, ${step}: ${JSON.stringify(answer)}`);
  }
  desk.opened.push(id);
  return id;
}
