import { useNavigate, useRouteContext } from '@tanstack/react-router';
import { Button, Popconfirm } from 'antd';
import { useTranslation } from 'react-i18next';
import { graphql } from '../../generated';
import type { SecurityQuery } from '../../generated/graphql';
import { useAction } from '../api/use-action';
import { useTime } from '../session/channel';
import { DataTable } from '../ui/data-table';
import { FaultNotice } from '../ui/notice';
import { StatusMark } from '../ui/status-mark';
import { programOf } from './agent';
import styles from './security.module.css';

const RevokeSessionDocument = graphql(`
  mutation RevokeSession($id: ID!) {
    revokeSession(id: $id) { outcome }
  }
`);

const SignOutEverywhereDocument = graphql(`
  mutation SignOutEverywhere {
    signOutEverywhere { sessionsEnded }
  }
`);

export function Sessions({ sessions }: { sessions: SecurityQuery['sessions'] }) {
  const { t } = useTranslation();
  const time = useTime();
  const revoke = useAction(RevokeSessionDocument, 'MemberSession');
  return (
    <>
      <FaultNotice fault={revoke.fault} />
      <DataTable
        label={t('security.sessions')}
        rows={sessions}
        rowKey={(session) => session.id}
        columns={[
          {
            key: 'agent',
            title: t('security.where'),
            cell: (session) => (
              <div className={styles.agent}>
                <strong>{programOf(session.agent) ?? t('security.unknownProgram')}</strong>
                <span>{session.address}</span>
              </div>
            ),
          },
          { key: 'created', title: t('security.signedInAt'), cell: (session) => time(session.createdAt) },
          { key: 'used', title: t('security.lastUsed'), cell: (session) => time(session.lastUsedAt) },
          {
            key: 'actions',
            title: '',
            end: true,
            cell: (session) =>
              session.isThis ? (
                <StatusMark shape="dot" tone="var(--green)">
                  {t('security.thisSession')}
                </StatusMark>
              ) : (
                <Button
                  size="small"
                  danger
                  disabled={revoke.pending}
                  onClick={() => void revoke.run({ id: session.id })}
                >
                  {t('security.endSession')}
                </Button>
              ),
          },
        ]}
      />
      <SignOutEverywhere />
    </>
  );
}

function SignOutEverywhere() {
  const { t } = useTranslation();
  const everywhere = useAction(SignOutEverywhereDocument);
  const { newSession } = useRouteContext({ from: '__root__' });
  const navigate = useNavigate();
  const leave = async () => {
    if (!(await everywhere.run({}))) return;
    newSession();
    await navigate({ to: '/signin' });
  };
  return (
    <div className={styles.foot}>
      <FaultNotice fault={everywhere.fault} />
      <Popconfirm
        title={t('security.everywhereSure')}
        okText={t('security.everywhere')}
        cancelText={t('ui.cancel')}
        onConfirm={leave}
      >
        <Button danger>{t('security.everywhere')}</Button>
      </Popconfirm>
    </div>
  );
}
