import { UserAddOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { SupportPanel } from '../support/support-panel';
import { Loaded } from '../ui/loaded';
import { Pager } from '../ui/pager';
import { Empty, PageHeader, Panel } from '../ui/panel';
import { SecretOnce } from '../ui/secret';
import { AddMember } from './add-member';
import { MemberTable } from './member-table';
import { MembersDocument, membersRoute } from './members.route';

export interface Password {
  email: string;
  value: string;
}

export function MembersPage() {
  const { t } = useTranslation();
  const { after } = membersRoute.useSearch();
  const navigate = membersRoute.useNavigate();
  const [adding, setAdding] = useState(false);
  const [password, setPassword] = useState<Password>();
  const result = useQuery({ query: MembersDocument, variables: { after } });
  const add = (
    <Button type="primary" icon={<UserAddOutlined aria-hidden />} onClick={() => setAdding(true)}>
      {t('member.add')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('member.many')} below={t('member.manyHint')} actions={add} />
      <Panel title={t('member.many')} bare>
        <Loaded result={result}>
          {({ members }) => (
            <>
              {members.nodes.length === 0 && <Empty title={t('member.none')} action={add} />}
              <MemberTable members={members.nodes} onPassword={setPassword} />
              <Pager
                page={members.pageInfo}
                after={after}
                onTurn={(next) => void navigate({ search: { after: next } })}
              />
            </>
          )}
        </Loaded>
      </Panel>
      <SupportPanel />
      {adding && (
        <AddMember
          onAdded={(added) => {
            setAdding(false);
            setPassword(added);
          }}
          onClose={() => setAdding(false)}
        />
      )}
      {password && (
        <SecretOnce
          title={t('member.password')}
          note={t('member.passwordFor', { email: password.email })}
          value={password.value}
          onClose={() => setPassword(undefined)}
        />
      )}
    </>
  );
}
