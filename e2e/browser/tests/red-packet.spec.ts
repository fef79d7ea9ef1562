import { producer } from '../accounts.ts';
import { showOnAir } from '../pages/arrange.ts';
import { asks } from '../pages/asked.ts';
import { fen } from '../pages/phone.ts';
import { ovation } from '../setup/ovation.ts';
import { expect, test, unique } from './fixtures.ts';

test('a producer builds a red packet, two phones snatch it, and all figures agree', async ({ desk, phone, running }) => {
  const title = unique('红包雨');
  await desk.signIn(producer);
  const show = await showOnAir(desk);
  await desk.openShow(show.title);
  await desk.buildRedPacket(title, '10.00', 3);
  await desk.schedule();
  await desk.open();

  const phones = [await phone('小明'), await phone('小红')];
  const amounts: string[] = [];
  for (const one of phones) {
    await one.join('cctv');
    amounts.push(await one.snatch(title));
  }
  const granted = amounts.map(fen).reduce((sum, amount) => sum + amount, 0);
  expect(amounts.every((amount) => fen(amount) >= 1)).toBe(true);
  expect(granted).toBeLessThan(fen('10.00'));

  await test.step('the phones keep what they won', async () => {
    for (const [i, one] of phones.entries()) {
      await one.page.reload();
      await expect(one.campaign(title).getByText(amounts[i] ?? '')).toBeVisible();
      await one.open('我的奖品');
      await expect(one.page.getByRole('listitem').filter({ hasText: title })).toContainText(amounts[i] ?? '');
    }
  });

  await test.step('the console says the same', async () => {
    await expect(desk.total('granted')).toHaveText('2');
    await expect(desk.total('remaining')).toHaveText('1');
    await expect.poll(async () => fen(await desk.total('moneyGranted').innerText())).toBe(granted);
  });

  await test.step('the record balances', async () => {
    await ovation(running.env, ['reconcile']);
  });
});

test('a phone that loses its answer gets the packet that it had won', async ({ desk, phone }) => {
  const title = unique('断线红包');
  await desk.signIn(producer);
  const show = await showOnAir(desk);
  await desk.openShow(show.title);
  await desk.buildRedPacket(title, '1.00', 1);
  await desk.schedule();
  await desk.open();

  const one = await phone('小刚');
  await one.join('cctv');
  let lost = 0;
  await one.page.route('**/graphql', async (route) => {
    if (lost > 0 || !asks(route.request(), 'grabRedPacket')) return route.continue();
    lost += 1;
    await route.fetch(); // it reaches the server, and the answer is lost
    return route.abort('connectionreset');
  });
  const card = one.campaign(title);
  await card.getByRole('button', { name: `抢红包：${title}` }).click();
  await expect(card.getByText('¥1.00', { exact: true })).toBeVisible();
  expect(lost).toBe(1);
  await expect(desk.total('granted')).toHaveText('1');
});
