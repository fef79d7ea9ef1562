import { useTranslation } from 'react-i18next';
import { graphql } from '../../generated';
import type { SigningKeyStatus, SigningKeysQuery } from '../../generated/graphql';
import { useAction } from '../api/use-action';
import { useTime } from '../session/channel';
import { DataTable } from '../ui/data-table';
import { HoldButton } from '../ui/hold-button';
import { FaultNotice } from '../ui/notice';
import { Panel } from '../ui/panel';
import { type Shape, StatusMark } from '../ui/status-mark';
import { toast } from '../ui/toast';
import { RevokeKey } from './revoke-key';
import styles from './signing.module.css';

const RotateSigningKeyDocument = graphql(`
  mutation RotateSigningKey {
    rotateSigningKey { signingKey { kid status } }
  }
`);

type Key = SigningKeysQuery['signingKeys'][number];

const MARKS: Record<SigningKeyStatus, { shape: Shape; tone: string }> = {
  SIGNING: { shape: 'dot', tone: 'var(--green)' },
  RETIRED: { shape: 'dashed', tone: 'var(--amber)' },
  EXPIRED: { shape: 'square', tone: 'var(--grey)' },
  REVOKED: { shape: 'cross', tone: 'var(--red)' },
};

export function KeysPanel({ keys }: { keys: Key[] }) {
  const { t } = useTranslation();
  const time = useTime();
  const rotate = useAction(RotateSigningKeyDocument);
  const act = async () => {
    if (await rotate.run({})) toast(t('signing.rotated'));
  };
  const aside = (
    <HoldButton busy={rotate.pending} onHeld={() => void act()}>
      {t('signing.rotate')}
    </HoldButton>
  );
  return (
    <Panel title={t('signing.many')} aside={aside} bare>
      <p className={styles.hint}>{t('signing.manyHint')}</p>
      <FaultNotice fault={rotate.fault} />
      <DataTable
        label={t('signing.many')}
        rows={keys}
        rowKey={(key) => key.kid}
        columns={[
          { key: 'kid', title: 'kid', cell: (key) => <code className={styles.kid}>{key.kid}</code> },
          {
            key: 'status',
            title: t('signing.state'),
            cell: (key) => (
              <StatusMark {...MARKS[key.status]}>{t(`signing.status.${key.status}`)}</StatusMark>
            ),
          },
          { key: 'since', title: t('signing.since'), cell: (key) => time(key.since) },
          { key: 'until', title: t('signing.until'), cell: (key) => <Until of={key} /> },
          {
            key: 'actions',
            title: '',
            end: true,
            cell: (key) =>
              (key.status === 'SIGNING' || key.status === 'RETIRED') && <RevokeKey kid={key.kid} />,
          },
        ]}
      />
    </Panel>
  );
}

function Until({ of: key }: { of: Key }) {
  const { t } = useTranslation();
  const time = useTime();
  if (key.status === 'SIGNING') return t('signing.open');
  const until = key.revokedAt ?? key.expiresAt;
  return until ? time(until) : t('signing.open');
}
