import { Button, Popconfirm } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { graphql, readFragment } from '../../generated';
import type { SupportGrantRowFragment, SupportStatus } from '../../generated/graphql';
import { useAction } from '../api/use-action';
import { useTime } from '../session/channel';
import { DataTable } from '../ui/data-table';
import { Loaded } from '../ui/loaded';
import { FaultNotice } from '../ui/notice';
import { Empty, Panel } from '../ui/panel';
import { type Shape, StatusMark } from '../ui/status-mark';
import { GrantSupport } from './grant-support';
import { READS_GRANTS, SupportGrantParts, SupportGrantsDocument } from './support';
import styles from './support.module.css';

const RevokeSupportDocument = graphql(`
  mutation RevokeSupport($id: ID!) {
    revokeSupportAccess(id: $id) { outcome grant { id status revokedAt } }
  }
`);

/** For owners: lets account managers in for a while, shows who came, takes it back. */
export function SupportPanel() {
  const { t } = useTranslation();
  const [granting, setGranting] = useState(false);
  const result = useQuery({
    query: SupportGrantsDocument,
    variables: {},
    context: READS_GRANTS,
    requestPolicy: 'cache-and-network',
  });
  const grants = result[0].data?.supportGrants.nodes.map((grant) => readFragment(SupportGrantParts, grant));
  const stands = grants?.some((grant) => grant.status === 'STANDING');
  const grant = (
    <Button disabled={stands} onClick={() => setGranting(true)}>
      {t('support.grant')}
    </Button>
  );
  return (
    <div className={styles.panel}>
      <Panel title={t('support.many')} aside={grants && grants.length > 0 && grant} bare>
        <Loaded result={result}>
          {() =>
            grants?.length ? (
              <Grants grants={grants} />
            ) : (
              <Empty title={t('support.none')} hint={t('support.noneHint')} action={grant} />
            )
          }
        </Loaded>
      </Panel>
      {granting && <GrantSupport onDone={() => setGranting(false)} />}
    </div>
  );
}

function Grants({ grants }: { grants: SupportGrantRowFragment[] }) {
  const { t } = useTranslation();
  const time = useTime();
  return (
    <DataTable
      label={t('support.many')}
      rows={grants}
      rowKey={(grant) => grant.id}
      columns={[
        {
          key: 'status',
          title: t('support.state'),
          cell: (grant) => <GrantStatus status={grant.status} />,
        },
        { key: 'reason', title: t('support.reason'), cell: (grant) => <b>{grant.reason}</b> },
        { key: 'role', title: t('member.role'), cell: (grant) => t(`role.${grant.role}`) },
        {
          key: 'time',
          title: t('support.until'),
          cell: (grant) => time(grant.revokedAt ?? grant.expiresAt),
        },
        { key: 'by', title: t('support.by'), cell: (grant) => grant.grantedBy ?? t('audit.gone') },
        { key: 'visits', title: t('support.visits'), cell: (grant) => <Visits grant={grant} /> },
        {
          key: 'actions',
          title: '',
          end: true,
          cell: (grant) => grant.status === 'STANDING' && <Revoke id={grant.id} />,
        },
      ]}
    />
  );
}

const MARKS: Record<SupportStatus, { shape: Shape; tone: string }> = {
  STANDING: { shape: 'dot', tone: 'var(--amber)' },
  EXPIRED: { shape: 'square', tone: 'var(--grey)' },
  REVOKED: { shape: 'cross', tone: 'var(--grey)' },
};

function GrantStatus({ status }: { status: SupportStatus }) {
  const { t } = useTranslation();
  return (
    <StatusMark {...MARKS[status]} live={status === 'STANDING'}>
      {t(`support.status.${status}`)}
    </StatusMark>
  );
}

function Visits({ grant }: { grant: SupportGrantRowFragment }) {
  const { t } = useTranslation();
  const time = useTime();
  if (grant.visits.length === 0) return <span className={styles.faint}>{t('support.unused')}</span>;
  return (
    <ul className={styles.visits}>
      {grant.visits.map((visit) => (
        <li key={visit.enteredAt}>
          {visit.name ?? t('audit.gone')}{' '}
          <span className={styles.faint}>
            {time(visit.enteredAt)} – {visit.leftAt ? time(visit.leftAt, 'time') : ''}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Revoke({ id }: { id: string }) {
  const { t } = useTranslation();
  const revoke = useAction(RevokeSupportDocument);
  return (
    <>
      <Popconfirm
        title={t('support.revokeSure')}
        okText={t('support.revoke')}
        cancelText={t('ui.cancel')}
        onConfirm={() => revoke.run({ id })}
      >
        <Button size="small" danger loading={revoke.pending}>
          {t('support.revoke')}
        </Button>
      </Popconfirm>
      <FaultNotice fault={revoke.fault} />
    </>
  );
}
