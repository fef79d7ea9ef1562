/** The viewer's page on a phone. */
import { expect, type Locator, type Page } from '@playwright/test';

export type PhoneTab = '互动' | '评论' | '节目单' | '我的奖品';

export class Phone {
  constructor(
    readonly page: Page,
    readonly nickname: string,
  ) {}

  async join(channel: string): Promise<void> {
    await this.page.goto(`/live/${channel}`);
    await this.page.getByLabel('昵称').fill(this.nickname);
    await this.page.getByRole('button', { name: '进入现场' }).click();
    await expect(this.page.getByRole('navigation', { name: '页面导航' })).toBeVisible();
  }

  async open(tab: PhoneTab): Promise<void> {
    await this.page.getByRole('navigation', { name: '页面导航' }).getByRole('button', { name: tab }).click();
    await expect(this.page.getByRole('region', { name: tab === '互动' ? '现场互动' : tab, exact: true })).toBeVisible();
  }

  campaign(title: string): Locator {
    return this.page.getByRole('article', { name: title });
  }

  /** Snatches a packet and answers with the amount that the page celebrates. */
  async snatch(title: string): Promise<string> {
    await this.campaign(title).getByRole('button', { name: `抢红包：${title}` }).click();
    const dialog = this.page.getByRole('dialog', { name: '恭喜发财' });
    const amount = await dialog.getByText(/^¥[\d,]+\.\d\d$/).innerText();
    await dialog.getByRole('button', { name: '收下' }).click();
    await expect(dialog).toBeHidden();
    await expect(this.campaign(title).getByText(amount)).toBeVisible();
    return amount;
  }

  async comment(text: string): Promise<void> {
    await this.page.getByRole('textbox', { name: '写评论' }).fill(text);
    await this.page.getByRole('button', { name: '发送' }).click();
    await expect(this.said(text)).toContainText('已发布');
  }

  said(text: string): Locator {
    return this.page.getByRole('region', { name: '最新评论' }).getByRole('listitem').filter({ hasText: text });
  }

  async vote(title: string, option: string): Promise<void> {
    const card = this.campaign(title);
    await card.getByRole('radio', { name: option }).check();
    await card.getByRole('button', { name: `提交投票：${title}` }).click();
    await expect(card.getByText('投票成功，谢谢！')).toBeVisible();
  }

  /** Enters a draw and answers with the number on the ticket. */
  async enter(title: string): Promise<number> {
    const card = this.campaign(title);
    await card.getByRole('button', { name: `参加抽奖：${title}` }).click();
    await expect(card.getByText('您的号码')).toBeVisible();
    return Number(await card.getByRole('strong').innerText());
  }
}

/** Fen, so that sums are exact. */
export function fen(amount: string): number {
  return Number(amount.replace(/[^\d]/g, ''));
}
