/** The console, as a member of staff uses it; in Chinese unless a test switches. */
import { expect, type Locator, type Page } from '@playwright/test';
import type { Account } from '../accounts.ts';
import { Authenticator } from './totp.ts';

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
    const inside = page.getByRole('navigation', { name: '主导航' });
    const setUp = page.getByRole('heading', { name: '设置两步验证' });
    const code = page.getByRole('heading', { name: '动态验证码' });
    await expect(inside.or(setUp).or(code)).toBeVisible();
    if (await setUp.isVisible()) await this.setUpSecondFactor(email);
    else if (await code.isVisible()) await this.enterCode(email);
    await expect(inside).toBeVisible();
  }

  /** From the picture to the recovery codes, on whichever page shows it. */
  private async setUpSecondFactor(email: string): Promise<void> {
    const { page } = this;
    const app = Authenticator.setUp(this.placeOf(email), await page.getByTestId('totp-secret').innerText());
    await page.getByLabel('动态验证码').fill(await app.code());
    await page.getByRole('button', { name: '开启' }).click();
    await expect(page.getByTestId('recovery-codes').getByRole('listitem')).toHaveCount(10);
    await page.getByRole('button', { name: '我已保存' }).click();
  }

  private async enterCode(email: string): Promise<void> {
    const { page } = this;
    await page.getByLabel('六位动态码或恢复码').fill(await Authenticator.of(this.placeOf(email)).code());
    await page.getByRole('button', { name: '确认' }).click();
  }

  /** For a page in another language: the same, without a form. */
  async signInByApi({ channel, email, password }: Omit<Account, 'name' | 'role'>): Promise<void> {
    const input = { channel: channel ?? null, email, password };
    const { signIn } = await this.ask<{ signIn: { challenge: string | null; me: { mustEnrol: boolean } | null } }>(
      'mutation ($input: SignInInput!) { signIn(input: $input) { outcome challenge me { mustEnrol } } }',
      { input },
    );
    if (signIn.challenge) {
      const code = await Authenticator.of(this.placeOf(email)).code();
      const query = 'mutation ($input: ConfirmSignInInput!) { confirmSignIn(input: $input) { outcome } }';
      await this.ask(query, { input: { challenge: signIn.challenge, code } });
    } else if (signIn.me?.mustEnrol) {
      const { enrolTotp } = await this.ask<{ enrolTotp: { secret: string } }>('mutation { enrolTotp { secret } }');
      const app = Authenticator.setUp(this.placeOf(email), enrolTotp.secret);
      await this.ask('mutation ($code: String!) { confirmTotp(code: $code) { outcome } }', { code: await app.code() });
    }
  }

  private placeOf(email: string): string {
    return `${new URL(this.page.url()).host} ${email}`;
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
