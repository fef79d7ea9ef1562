import { cleanup, fireEvent, waitFor } from '@testing-library/preact';
import { afterEach, describe, expect, it } from 'vitest';
import { aWall } from '../../test/fixtures';
import { show } from '../../test/page';
import { Wall } from './wall';

afterEach(cleanup);

const answer = (outcome: string, id: string | null = null) => ({
  postComment: { outcome, comment: id && { id } },
});

async function write(answers: Parameters<typeof show>[1], text: string) {
  const page = show(<Wall campaign={aWall({ maxLength: 10 })} nickname="小李" />, answers);
  const field = page.getByRole('textbox', { name: '写评论' }) as HTMLInputElement;
  fireEvent.input(field, { target: { value: text } });
  const send = page.getByRole('button', { name: '发送' }) as HTMLButtonElement;
  await waitFor(() => expect(page.queryByText(/^超出/) ?? !send.disabled).toBeTruthy());
  fireEvent.click(send);
  return { page, field };
}

describe('writing a comment', () => {
  it('is shown at once, then with what became of it', async () => {
    const { page, field } = await write([answer('HELD')], '新年好');
    expect(await page.findByText('新年好')).toBeTruthy();
    expect(field.value).toBe('');
    expect(await page.findByText('审核中，通过后大家可见')).toBeTruthy();
  });

  it('gives the words back when they came too fast', async () => {
    const { page, field } = await write([answer('TOO_FAST')], '新年好');
    expect(await page.findByText('发得太快了，歇一下再发')).toBeTruthy();
    expect(field.value).toBe('新年好');
    expect(page.queryByRole('listitem')).toBeNull();
  });

  it('is the same comment when it is sent again', async () => {
    const { page } = await write([...Array<'lost'>(12).fill('lost'), answer('PUBLISHED', 'cmt_1')], '新年好');
    fireEvent.click(await page.findByRole('button', { name: '重新发送' }));
    expect(await page.findByText('已发布')).toBeTruthy();
    expect(page.sent).toHaveLength(13);
    expect(new Set(page.sent.map((one) => one.variables.clientId)).size).toBe(1);
  });

  it('is not sent when it is too long', async () => {
    const { page } = await write([], '一二三四五六七八九十多');
    expect(page.getByText('超出 1 字')).toBeTruthy();
    expect(page.sent).toHaveLength(0);
  });
});
