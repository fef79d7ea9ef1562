import { useTranslation } from 'react-i18next';
import { useAction } from '../api/use-action';
import { HoldButton } from '../ui/hold-button';
import { FaultNotice } from '../ui/notice';
import { toast } from '../ui/toast';
import { RevokeSigningKeyDocument } from './signing';

/** Held, not clicked: viewers whose tokens it has signed are out at once, in the middle of a show. */
export function RevokeKey({ kid }: { kid: string }) {
  const { t } = useTranslation();
  const revoke = useAction(RevokeSigningKeyDocument, 'OwnIdentity');
  const act = async () => {
    const outcome = (await revoke.run({ kid }))?.revokeSigningKey.outcome;
    if (outcome) toast(t(`signing.outcome.${outcome}`));
  };
  return (
    <>
      <HoldButton tone="var(--red)" busy={revoke.pending} onHeld={() => void act()}>
        {t('signing.revoke')}
      </HoldButton>
      <FaultNotice fault={revoke.fault} />
    </>
  );
}
