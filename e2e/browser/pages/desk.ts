/** The console, as a member of staff uses it; in Chinese unless a test switches. */
import { expect, type Locator, type Page } from '@playwright/test';
import type { Account } from '../accounts.ts';

/** Longer than a button has to be held. */
const HELD_MS = 1_300;

interface Answer<Data> {
  data?: Data;
  errors?: { message: string }[];
}

export class Desk {
  /** The campaigns that a test opened through the API: they count against the channel's quota until they are closed. */
  readonly opened: string[] = [];

  constructor(readonly page: Page) {}

  async signIn({ channel, email, password }: Omit<Account, 'name' | 'role'>): Promise<void> {
    const { page } = this;
    await page.goto('/console/');
    await page.getByLabel('频道短名').fill(channel ?? '');
    await page.getByLabel('邮箱').fill(email);
    await page.getByLabel('密码', { exact: true }).fill(password);
    await page.getByRole('button', { name: '登录', exact: true }).click();
    await expect(page.getByRole('navigation', { name: '主导航' })).toBeVisible();
  }

  async signOut(): Promise<void> {
    await this.page.getByRole('button', { name: '退出登录' }).click();
    await expect(this.page.getByRole('heading', { name: '登录' })).toBeVisible();
  }

  async openMenu(name: string): Promise<void> {
    await this.page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name, exact: true }).click();
    await expect(this.page.getByRole('heading', { level: 1, name })).toBeVisible();
  }

  async openShow(title: string): Promise<void> {
    await this.openMenu('节目');
    await this.page.getByRole('list', { name: '节目' }).getByRole('link', { name: title }).click();
    await expect(this.page.getByRole('heading', { level: 1, name: title })).toBeVisible();
  }

  async openCampaign(id: string, tab = 'figures'): Promise<void> {
    await this.page.goto(`/console/campaigns/${id}?tab=${tab}`);
    await expect(this.page.getByRole('region', { name: '活动状态' })).toBeVisible();
  }

  /** From the page of a show to a draft. */
  async buildRedPacket(title: string, pool: string, packets: number): Promise<void> {
    const { page } = this;
    await page.getByRole('button', { name: '创建活动' }).first().click();
    await page.getByRole('list', { name: '选择类型' }).getByRole('link', { name: /^红包/ }).click();
    await page.getByLabel('活动名称').fill(title);
    await page.getByLabel('总金额').fill(pool);
    await page.getByLabel('红包个数').fill(String(packets));
    await page.getByRole('button', { name: '保存草稿' }).click();
    await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
    await this.expectStatus('草稿');
  }

  /** Publishes the draft that is shown. */
  async schedule(): Promise<void> {
    await this.step('发布').click();
    await this.hold(this.page.getByRole('dialog').getByRole('button', { name: /^确认发布/ }));
    await this.expectStatus('已发布');
  }

  async open(): Promise<void> {
    await this.hold(this.step(/^开启/));
    await this.expectStatus('进行中');
  }

  async close(): Promise<void> {
    await this.hold(this.step(/^关闭/));
    await this.expectStatus('已关闭');
  }

  /** A figure of the campaign that is shown, such as `granted`. */
  total(name: string): Locator {
    return this.page.getByTestId(`total-${name}`).getByRole('definition');
  }

  async hold(button: Locator): Promise<void> {
    await button.click({ delay: HELD_MS });
  }

  async expectStatus(status: string): Promise<void> {
    await expect(this.page.getByRole('region', { name: '活动状态' }).locator('[aria-current="step"]')).toContainText(status);
  }

  /** For what a test needs and is not about: the Console API, in the session of this page. */
  async ask<Data>(query: string, variables: Record<string, unknown> = {}): Promise<Data> {
    const response = await this.page.request.post('/console/graphql', {
      headers: {
        accept: 'application/graphql-response+json',
        'content-type': 'application/json',
        'idempotency-key': crypto.randomUUID(),
      },
      data: { query, variables },
    });
    const answer = (await response.json()) as Answer<Data>;
    if (!answer.data || answer.errors) throw new Error(`${query}: ${JSON.stringify(answer.errors)}`);
    return answer.data;
  }

  async closeOpened(): Promise<void> {
    for (const id of this.opened.splice(0)) await this.ask('mutation ($id: ID!) { closeCampaign(id: $id) { outcome } }', { id });
  }

  private step(name: string | RegExp): Locator {
    return this.page.getByRole('region', { name: '活动状态' }).getByRole('button', { name });
  }
}
