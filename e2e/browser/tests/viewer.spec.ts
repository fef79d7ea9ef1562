import { writeFile } from 'node:fs/promises';
import { producer } from '../accounts.ts';
import { openCampaign, showOnAir } from '../pages/arrange.ts';
import { asks } from '../pages/asked.ts';
import { ovation } from '../setup/ovation.ts';
import { expect, test, unique } from './fixtures.ts';

test.beforeEach(async ({ desk }) => desk.signIn(producer));

test('a comment is seen by the others', async ({ desk, phone }) => {
  const show = await showOnAir(desk);
  const id = await openCampaign(desk, show.id, unique('评论'), { commentWall: { minIntervalSeconds: 0, blockedWords: ['坏话'] } });
  const [writer, reader] = [await phone('小明'), await phone('小红')];
  for (const one of [writer, reader]) {
    await one.join('cctv');
    await one.open('评论');
  }
  const text = unique('祝大家新年快乐');
  await writer.comment(text);
  await expect(reader.said(text)).toContainText('小明');

  await test.step('a blocked word is refused, and only its writer knows', async () => {
    await writer.page.getByRole('textbox', { name: '写评论' }).fill('这是坏话');
    await writer.page.getByRole('button', { name: '发送' }).click();
    await expect(writer.said('这是坏话')).toContainText('未通过');
    await writer.comment(unique('再来一句'));
    await expect(reader.said('再来一句')).toBeVisible();
    await expect(reader.said('这是坏话')).toHaveCount(0);
  });

  await test.step('applause is counted', async () => {
    const answered = writer.page.waitForResponse((response) => asks(response.request(), 'react'));
    for (let tap = 0; tap < 5; tap += 1) await writer.page.getByRole('button', { name: '送出鼓掌' }).click();
    const sent = (await answered).request().postDataJSON() as { variables: { count: number } };
    expect(sent.variables.count).toBeGreaterThan(1);
  });

  await desk.openCampaign(id);
  await expect(desk.total('comments')).toHaveText('3'); // the record keeps the refused one too
});

test('a vote is counted once', async ({ desk, phone }) => {
  const show = await showOnAir(desk);
  const title = unique('最喜爱的节目');
  const id = await openCampaign(desk, show.id, title, { vote: { options: [{ label: '歌舞' }, { label: '相声' }] } });
  const [first, second] = [await phone('小明'), await phone('小红')];
  for (const [one, option] of [[first, '歌舞'], [second, '相声']] as const) {
    await one.join('cctv');
    await one.vote(title, option);
  }
  await expect(first.campaign(title).getByRole('listitem').filter({ hasText: '歌舞' })).toContainText('50%');
  await expect(first.campaign(title).getByRole('listitem').filter({ hasText: '歌舞' })).toContainText('我的选择');
  await first.page.reload();
  await expect(first.campaign(title).getByText('您已投过票')).toBeVisible();

  await desk.openCampaign(id, 'results');
  await expect(desk.page.getByTestId('result-歌舞')).toContainText('1');
  await desk.openCampaign(id);
  await expect(desk.total('ballots')).toHaveText('2');
});

test('a draw is closed and drawn, and the phone can check it', async ({ desk, phone, running }, info) => {
  const show = await showOnAir(desk);
  const title = unique('新春大奖');
  const id = await openCampaign(desk, show.id, title, { luckyDraw: { prizes: [{ name: '纪念金币', quantity: 1, value: '888.00' }] } });
  const phones = [await phone('小明'), await phone('小红')];
  const numbers: number[] = [];
  for (const one of phones) {
    await one.join('cctv');
    numbers.push(await one.enter(title));
  }
  expect(new Set(numbers).size).toBe(2);

  await desk.openCampaign(id, 'draw');
  const commitment = await desk.page.getByTestId('seedCommitment').getByRole('definition').innerText();
  await desk.close();
  await desk.hold(desk.page.getByRole('button', { name: /^开奖/ }));
  const winners = desk.page.getByRole('table', { name: '中奖名单' });
  await expect(winners.getByRole('row')).toHaveCount(2);
  const seed = await desk.page.getByTestId('seed').locator('code').innerText();

  await test.step('both phones show the winner', async () => {
    for (const one of phones) {
      const list = one.campaign(title).getByRole('region', { name: '中奖名单' });
      await expect(list.getByRole('listitem')).toHaveCount(1);
      const winner = await list.getByRole('listitem').innerText();
      expect(numbers.filter((number) => winner.includes(`第 ${number} 号`))).toHaveLength(1);
    }
    const congratulated = phones.map((one) => one.campaign(title).getByText('恭喜，您中了纪念金币！'));
    const consoled = phones.map((one) => one.campaign(title).getByText('这次没有中奖，感谢参与。'));
    const counts = async (list: typeof consoled) => Promise.all(list.map((one) => one.count()));
    await expect.poll(async () => (await counts(congratulated)).sort()).toEqual([0, 1]);
    await expect.poll(async () => (await counts(consoled)).sort()).toEqual([0, 1]);
  });

  const [one] = phones;
  if (!one) return;
  const card = one.campaign(title);
  await test.step('the seed is the one that was promised', async () => {
    await card.getByText('如何核验这次抽奖').press('Enter'); // the list of winners may still push it down under a finger
    await expect(card.getByText(seed)).toBeVisible();
    await expect(card.getByText(commitment)).toBeVisible();
    await card.getByRole('button', { name: '核对种子与指纹' }).click();
    await expect(card.getByText('一致：种子与开奖前公布的指纹相符。')).toBeVisible();
  });

  await test.step('the published list gives the same winner again', async () => {
    const href = await card.getByRole('link', { name: '查看公布的报名名单' }).getAttribute('href');
    const published = await one.page.request.get(href ?? '');
    expect(published.ok()).toBe(true);
    const file = info.outputPath('draw.txt');
    await writeFile(file, await published.text());
    await ovation(running.env, ['verify-draw', file]);
  });
});
