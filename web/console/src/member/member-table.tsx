import { Button, Popconfirm } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type FragmentType, graphql, readFragment } from '../../generated';
import type { MemberRowFragment } from '../../generated/graphql';
import { useAction } from '../api/use-action';
import { useTime } from '../session/channel';
import { useSession } from '../session/me';
import { DataTable } from '../ui/data-table';
import { FaultNotice, Notice } from '../ui/notice';
import styles from './member.module.css';
import type { Password } from './members.page';

const MemberParts = graphql(`
  fragment MemberRow on Member {
    id
    email
    name
    role
    lastSignedInAt
    secondFactorAt
  }
`);

const ResetPasswordDocument = graphql(`
  mutation ResetMemberPassword($id: ID!) {
    resetMemberPassword(id: $id) { outcome initialPassword member { id email } }
  }
`);

const ResetTotpDocument = graphql(`
  mutation ResetMemberTotp($id: ID!) {
    resetMemberTotp(id: $id) { outcome member { id ...MemberRow } }
  }
`);

const RemoveMemberDocument = graphql(`
  mutation RemoveMember($id: ID!) {
    removeMember(id: $id) { outcome }
  }
`);

interface Props {
  members: readonly FragmentType<typeof MemberParts>[];
  onPassword: (password: Password) => void;
}

export function MemberTable({ members, onPassword }: Props) {
  const { t } = useTranslation();
  const time = useTime();
  const own = useSession().member.id;
  const { reset, resetTotp, remove, busy, refusal, fault } = useMemberActions(onPassword);
  if (members.length === 0) return null;
  return (
    <>
      {refusal && <Notice tone="warn" title={refusal} />}
      <FaultNotice fault={fault} />
      <DataTable
        label={t('member.many')}
        rows={members.map((member) => readFragment(MemberParts, member))}
        rowKey={(member) => member.id}
        columns={[
          {
            key: 'who',
            title: t('member.who'),
            cell: (member) => (
              <div className={styles.who}>
                <strong>{member.name}</strong>
                <span>{member.email}</span>
              </div>
            ),
          },
          { key: 'role', title: t('member.role'), cell: (member) => t(`role.${member.role}`) },
          {
            key: 'seen',
            title: t('member.lastSignedIn'),
            cell: (member) => (member.lastSignedInAt ? time(member.lastSignedInAt) : t('member.never')),
          },
          {
            key: 'factor',
            title: t('security.secondFactor'),
            cell: (member) => t(member.secondFactorAt ? 'security.on' : 'security.off'),
          },
          {
            key: 'actions',
            title: '',
            end: true,
            cell: (member) =>
              member.id === own ? (
                t('member.you')
              ) : (
                <div className={styles.actions}>
                  <Popconfirm
                    title={t('member.resetSure', { name: member.name })}
                    okText={t('member.reset')}
                    cancelText={t('ui.cancel')}
                    onConfirm={() => reset(member)}
                  >
                    <Button size="small" disabled={busy}>
                      {t('member.reset')}
                    </Button>
                  </Popconfirm>
                  {member.secondFactorAt && (
                    <Popconfirm
                      title={t('member.resetTotpSure', { name: member.name })}
                      okText={t('member.resetTotp')}
                      cancelText={t('ui.cancel')}
                      onConfirm={() => resetTotp(member)}
                    >
                      <Button size="small" disabled={busy}>
                        {t('member.resetTotp')}
                      </Button>
                    </Popconfirm>
                  )}
                  <Popconfirm
                    title={t('member.removeSure', { name: member.name })}
                    okText={t('member.remove')}
                    cancelText={t('ui.cancel')}
                    onConfirm={() => remove(member)}
                  >
                    <Button size="small" danger disabled={busy}>
                      {t('member.remove')}
                    </Button>
                  </Popconfirm>
                </div>
              ),
          },
        ]}
      />
    </>
  );
}

function useMemberActions(onPassword: (password: Password) => void) {
  const { t } = useTranslation();
  const resetting = useAction(ResetPasswordDocument);
  const removing = useAction(RemoveMemberDocument, 'Member');
  const resettingTotp = useAction(ResetTotpDocument);
  const [refusal, setRefusal] = useState<string>();

  const reset = async (member: MemberRowFragment) => {
    setRefusal(undefined);
    const payload = (await resetting.run({ id: member.id }))?.resetMemberPassword;
    if (payload?.initialPassword) onPassword({ email: member.email, value: payload.initialPassword });
    else if (payload) setRefusal(t(`member.outcome.${payload.outcome}`));
  };
  const resetTotp = async (member: MemberRowFragment) => {
    setRefusal(undefined);
    const outcome = (await resettingTotp.run({ id: member.id }))?.resetMemberTotp.outcome;
    if (outcome && outcome !== 'DONE') setRefusal(t(`member.outcome.${outcome}`));
  };
  const remove = async (member: MemberRowFragment) => {
    setRefusal(undefined);
    const outcome = (await removing.run({ id: member.id }))?.removeMember.outcome;
    if (outcome && outcome !== 'DELETED') {
      setRefusal(t(outcome === 'LAST_OWNER' ? 'member.outcome.LAST_OWNER' : 'ui.notDone'));
    }
  };
  return {
    reset,
    resetTotp,
    remove,
    refusal,
    busy: resetting.pending || removing.pending || resettingTotp.pending,
    fault: resetting.fault ?? removing.fault ?? resettingTotp.fault,
  };
}
