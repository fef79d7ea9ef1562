import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeAll, expect, it, vi } from 'vitest';
import type { CampaignSettingsInput } from '../../../generated/graphql';
import { producerOfCctv } from '../../../test/session';
import type { Fault } from '../../api/fault';
import { startI18n } from '../../i18n';
import { SessionProvider } from '../../session/me';
import RedPacketForm from './form';

beforeAll(() => startI18n('en'));

function show(answer?: Fault) {
  const onSave = vi.fn(async (_title: string, _settings: CampaignSettingsInput) => answer);
  render(
    <SessionProvider value={producerOfCctv}>
      <RedPacketForm submit="Save" pending={false} fault={undefined} onSave={onSave} onCancel={() => {}} />
    </SessionProvider>,
  );
  return { onSave, user: userEvent.setup() };
}

async function fill(user: ReturnType<typeof userEvent.setup>, title: string, pool: string, packets: string) {
  await user.type(screen.getByLabelText('Title'), title);
  await user.type(screen.getByLabelText('Pool'), pool);
  await user.type(screen.getByLabelText('Packets'), packets);
  await user.click(screen.getByRole('button', { name: 'Save' }));
}

it('sends what was typed, as the contract wants it', async () => {
  const { onSave, user } = show();
  await fill(user, ' Midnight ', '2,000', '500');
  await vi.waitFor(() => expect(onSave).toHaveBeenCalled());
  expect(onSave).toHaveBeenCalledWith('Midnight', { redPacket: { pool: '2000.00', packets: 500 } });
});

it('sends nothing when a packet would hold less than a fen, and says so', async () => {
  const { onSave, user } = show();
  await fill(user, 'Midnight', '1', '101');
  expect(await screen.findByText(/every packet holds at least 0.01/)).toBeTruthy();
  expect(onSave).not.toHaveBeenCalled();
});

it('puts the server’s complaint beside the field that it is about', async () => {
  const field = 'input.settings.redPacket.pool';
  const { user } = show({ code: 'QUOTA_EXCEEDED', message: 'over the prize money of the show', field });
  await fill(user, 'Midnight', '2000', '500');
  const complaint = await screen.findByText('over the prize money of the show');
  expect(complaint.closest('.ant-form-item')?.textContent).toContain('Pool');
});
