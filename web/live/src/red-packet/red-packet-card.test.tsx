import { cleanup, fireEvent } from '@testing-library/preact';
import { afterEach, describe, expect, it } from 'vitest';
import { aGrant, aPacket } from '../../test/fixtures';
import { show } from '../../test/page';
import { RedPacketCard } from './red-packet-card';

afterEach(cleanup);

describe('snatching', () => {
  it('shows what was won, and says it', async () => {
    const page = show(<RedPacketCard campaign={aPacket({})} />, [
      { grabRedPacket: { outcome: 'WON', grant: aGrant('3.33') } },
    ]);
    fireEvent.click(page.getByRole('button', { name: '抢红包：零点红包雨' }));
    expect(await page.findByText('恭喜发财')).toBeTruthy();
    expect(page.getAllByText('¥3.33')).toHaveLength(2);
    expect(page.announce).toHaveBeenCalledWith('恭喜，抢到 ¥3.33！');
  });

  it('survives a lost answer: the second try tells the grant of the first', async () => {
    const page = show(<RedPacketCard campaign={aPacket({})} />, [
      'lost',
      { grabRedPacket: { outcome: 'ALREADY', grant: aGrant('3.33') } },
    ]);
    fireEvent.click(page.getByRole('button', { name: /抢红包/ }));
    expect(await page.findByText('¥3.33')).toBeTruthy();
    expect(page.sent.map((one) => one.variables)).toEqual([
      { campaignId: 'camp_1' },
      { campaignId: 'camp_1' },
    ]);
    expect(page.queryByText('恭喜发财')).toBeNull();
  });

  it('sends one request however often it is tapped', async () => {
    const page = show(<RedPacketCard campaign={aPacket({})} />, [
      { grabRedPacket: { outcome: 'SOLD_OUT', grant: null } },
    ]);
    const button = page.getByRole('button', { name: /抢红包/ });
    for (let i = 0; i < 5; i += 1) fireEvent.click(button);
    expect(await page.findByText('手慢了，红包已抢完')).toBeTruthy();
    expect(page.sent).toHaveLength(1);
  });

  it('does not take a grant back when an older poll comes in', async () => {
    const page = show(<RedPacketCard campaign={aPacket({})} />, [
      { grabRedPacket: { outcome: 'WON', grant: aGrant('3.33') } },
    ]);
    fireEvent.click(page.getByRole('button', { name: /抢红包/ }));
    await page.findByText('恭喜发财');
    page.again(<RedPacketCard campaign={aPacket({ remaining: 0, status: 'CLOSED' })} />);
    expect(page.getAllByText('¥3.33').length).toBeGreaterThan(0);
    expect(page.queryByText('手慢了，红包已抢完')).toBeNull();
  });
});
