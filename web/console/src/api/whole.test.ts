import { Client, fetchExchange, gql } from 'urql';
import { expect, it } from 'vitest';
import { wholeExchange } from './whole';

const DOCUMENT = gql('query Show { show { title } }');

it('shows nothing that lacks a part, and keeps what was whole', async () => {
  const fault = { message: 'the platform is busy', path: ['show', 'title'] };
  const answers: unknown[] = [
    { errors: [fault], data: { show: {} } },
    { data: { show: { title: '春晚' } } },
    { errors: [fault], data: { show: {} } },
  ];
  const client = new Client({
    url: 'http://console.test/graphql',
    preferGetMethod: false,
    fetch: async () => Response.json(answers.shift()),
    exchanges: [wholeExchange(), fetchExchange],
  });
  const seen: unknown[] = [];
  const open = client.query(DOCUMENT, {}).subscribe(({ data, error, stale }) => {
    if (!stale) seen.push([data, Boolean(error)]);
  });
  await expect.poll(() => seen.length).toBe(1);
  for (const count of [2, 3]) {
    await client.query(DOCUMENT, {}, { requestPolicy: 'network-only' }).toPromise();
    await expect.poll(() => seen.length).toBe(count);
  }
  open.unsubscribe();
  const whole = { show: { title: '春晚' } };
  expect(seen).toEqual([
    [undefined, true],
    [whole, false],
    [whole, true],
  ]);
});
