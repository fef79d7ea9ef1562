import { accountManager } from '../accounts.ts';
import { Desk } from '../pages/desk.ts';
import { expect, test } from './fixtures.ts';

const manifest = (slug: string) => `slug = "${slug}"
plan = "regional"
locale = "zh-CN"
time_zone = "Asia/Shanghai"
currency = "CNY"
hosts = ["${slug}.ovation.example"]
allowed_origins = ["https://app.${slug}.example"]
guests = true

[name]
zh-CN = "大湾区卫视 ${slug}"
en = "Bay Area TV ${slug}"

[branding]
primary_color = "#0a7d6c"

[quotas]
requests_per_second = 500
burst = 1500
open_campaigns = 5
prize_money_per_show = "200000.00"
members = 10

[placement]
kind = "pooled"
`;

test('an account manager provisions a channel, and its producer signs in', async ({ desk, browser, baseURL, locale }) => {
  const { page } = desk;
  const slug = `bay${Date.now().toString(36)}`;
  const exists = async () => {
    const { channelBySlug } = await desk.ask<{ channelBySlug: object | null }>('query ($slug: String!) { channelBySlug(slug: $slug) { id } }', { slug });
    return channelBySlug !== null;
  };

  await desk.signIn(accountManager);
  await desk.openMenu('开通频道');
  const text = page.getByRole('textbox', { name: '清单（TOML）' });
  const verdict = page.getByTestId('verdict');
  const apply = page.getByRole('button', { name: '应用' });

  await test.step('a bad manifest is refused with its line', async () => {
    await text.fill(manifest(slug).replace('open_campaigns = 5', 'open_campaigns = "many"'));
    await page.getByRole('button', { name: '试运行' }).click();
    await expect(verdict).toContainText('清单有误，什么都没有改变');
    await expect(verdict).toContainText('第 20 行');
    await expect(apply).toBeDisabled();
  });

  await test.step('the dry run says what would change, and changes nothing', async () => {
    await text.fill(manifest(slug));
    await page.getByRole('button', { name: '试运行' }).click();
    await expect(verdict).toContainText('将开通一个新频道');
    expect(await exists()).toBe(false);
  });

  await test.step('it is applied', async () => {
    await apply.click();
    await expect(page).toHaveURL(new RegExp(`/console/channels/${slug}$`));
    await expect(page.getByRole('heading', { level: 1, name: `大湾区卫视 ${slug}` })).toBeVisible();
    expect(await exists()).toBe(true);
  });

  const email = `owner@${slug}.example`;
  let password = '';
  await test.step('the first owner is added, whose password is shown once', async () => {
    await page.getByRole('button', { name: '添加首位负责人' }).click();
    const form = page.getByRole('dialog', { name: '添加首位负责人' });
    await form.getByLabel('姓名').fill('陈台长');
    await form.getByLabel('邮箱').fill(email);
    await form.getByRole('button', { name: '添加首位负责人' }).click();
    password = await page.getByTestId('secret').innerText();
    await page.getByRole('button', { name: '我已保存' }).click();
    await expect(page.getByTestId('secret')).toBeHidden();
  });

  await test.step('the owner signs in, and finds no show yet', async () => {
    const context = await browser.newContext({ baseURL, locale });
    const theirs = new Desk(await context.newPage());
    await theirs.signIn({ channel: slug, email, password });
    await expect(theirs.page.getByRole('navigation', { name: '主导航' })).toContainText(`大湾区卫视 ${slug}`);
    await expect(theirs.page.getByRole('heading', { level: 1, name: '节目' })).toBeVisible();
    await expect(theirs.page.getByText('还没有节目')).toBeVisible();
    await context.close();
  });
});

test('a wrong password is refused, and says nothing of what was wrong', async ({ page }) => {
  await page.goto('/console/');
  await page.getByLabel('频道短名').fill('cctv');
  await page.getByLabel('邮箱').fill('nobody@cctv.example');
  await page.getByLabel('密码', { exact: true }).fill('not the password');
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await expect(page.getByText('频道、邮箱或密码不正确')).toBeVisible();
});
