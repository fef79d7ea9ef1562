import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { accountManager, owner } from '../accounts.ts';
import { openCampaign, showOnAir } from '../pages/arrange.ts';
import type { Desk } from '../pages/desk.ts';
import { expect, test, unique } from './fixtures.ts';

const LANGUAGES = ['zh-CN', 'en'] as const;
type Language = (typeof LANGUAGES)[number];

/** A key that was never translated stands alone where words should: `show.status.ON_AIR`. */
async function untranslated(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const key = /^[a-z][A-Za-z]*(?:\.[A-Za-z_]+)+$|\{\{|\}\}/;
    const found: string[] = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      const quoted = node.parentElement?.closest('script, style, code, textarea, [translate="no"]');
      const text = node.textContent?.trim() ?? '';
      if (!quoted && key.test(text)) found.push(text);
    }
    for (const element of document.querySelectorAll('[aria-label], [title], [placeholder], [alt]')) {
      for (const name of ['aria-label', 'title', 'placeholder', 'alt']) {
        const text = element.getAttribute(name)?.trim() ?? '';
        if (key.test(text)) found.push(`${name}=${text}`);
      }
    }
    return found;
  });
}

/** Words that no language of the page lacks, and nothing that keeps somebody from using it. */
async function inspect(page: Page, language: Language): Promise<void> {
  const where = page.url();
  expect.soft(await untranslated(page), where).toEqual([]);
  expect.soft(await page.locator('html').getAttribute('lang'), where).toBe(language);
  const { violations } = await new AxeBuilder({ page }).analyze();
  const grave = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) => `${target.join(' ')} (${failureSummary})`).join('; ')}`);
  expect.soft(grave, where).toEqual([]);
}

async function walk(desk: Desk, language: Language, paths: string[]): Promise<void> {
  for (const path of paths) {
    await desk.page.goto(path);
    await expect(desk.page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(desk.page.locator('.ant-skeleton')).toHaveCount(0);
    await inspect(desk.page, language);
  }
}

async function inLanguage(desk: Desk, language: Language): Promise<void> {
  await desk.page.addInitScript((wanted) => {
    localStorage.setItem('ovation.console', JSON.stringify({ theme: 'dark', language: wanted, channel: '' }));
  }, language);
}

for (const language of LANGUAGES) {
  test(`the console of a channel, in ${language}`, async ({ desk }) => {
    test.setTimeout(180_000);
    await desk.signIn(owner);
    const show = await showOnAir(desk);
    const campaigns = {
      redPacket: { pool: '1.00', packets: 2 },
      luckyDraw: { prizes: [{ name: 'A', quantity: 1, value: '1.00' }] },
      vote: { options: [{ label: 'A' }, { label: 'B' }] },
      commentWall: {},
    };
    const tabs: Record<string, string[]> = { redPacket: ['figures', 'grants', 'terms'], luckyDraw: ['draw', 'entries', 'terms'], vote: ['results', 'terms'], commentWall: ['comments', 'terms'] };
    const paths = ['/console/shows', `/console/shows/${show.id}`, '/console/quotas', '/console/members', '/console/keys', '/console/security', '/console/nowhere'];
    paths.push(`/console/shows/${show.id}/campaigns/new`);
    for (const kind of ['RED_PACKET', 'LUCKY_DRAW', 'VOTE', 'COMMENT_WALL']) paths.push(`/console/shows/${show.id}/campaigns/new?kind=${kind}`);
    for (const [kind, settings] of Object.entries(campaigns)) {
      const id = await openCampaign(desk, show.id, unique(kind), { [kind]: settings });
      for (const tab of tabs[kind] ?? []) paths.push(`/console/campaigns/${id}?tab=${tab}`);
    }
    await inLanguage(desk, language);
    await walk(desk, language, paths);
  });

  test(`the console of the platform, in ${language}`, async ({ desk }) => {
    test.setTimeout(120_000);
    await inLanguage(desk, language);
    await desk.page.goto('/console/signin');
    await expect(desk.page.getByRole('button', { name: language === 'en' ? 'Sign in' : '登录', exact: true })).toBeVisible();
    await inspect(desk.page, language);
    await desk.signInByApi(accountManager);
    await walk(desk, language, ['/console/security', '/console/channels', '/console/channels/cctv', '/console/provision', '/console/provision?channel=cctv']);
  });

  test(`the viewer’s page, in ${language}`, async ({ desk, phone }) => {
    await desk.signIn(owner);
    const show = await showOnAir(desk);
    await openCampaign(desk, show.id, unique('redPacket'), { redPacket: { pool: '1.00', packets: 2 } });
    await openCampaign(desk, show.id, unique('wall'), { commentWall: {} });
    const { page } = await phone('Lily');
    const words = language === 'en'
      ? { name: 'Nickname', join: 'Join the show', tabs: ['Play', 'Comments', 'Programme', 'My prizes'] }
      : { name: '昵称', join: '进入现场', tabs: ['互动', '评论', '节目单', '我的奖品'] };
    await page.goto(`/live/cctv?lang=${language === 'en' ? 'en' : 'zh'}`);
    await expect(page.getByRole('button', { name: words.join })).toBeVisible();
    await inspect(page, language);
    await page.getByLabel(words.name).fill('Lily');
    await page.getByRole('button', { name: words.join }).click();
    for (const tab of words.tabs) {
      await page.getByRole('navigation').getByRole('button', { name: tab }).click();
      await inspect(page, language);
    }
  });
}
