import { PlusOutlined } from '@ant-design/icons';
import { Button, Popconfirm } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { graphql } from '../../generated';
import type { ApiKeysQuery } from '../../generated/graphql';
import { useAction } from '../api/use-action';
import { useTime } from '../session/channel';
import { SigningPanels } from '../signing/signing-panels';
import { DataTable } from '../ui/data-table';
import { Loaded } from '../ui/loaded';
import { FaultNotice } from '../ui/notice';
import { Pager } from '../ui/pager';
import { Empty, PageHeader, Panel } from '../ui/panel';
import { SecretOnce } from '../ui/secret';
import { StatusMark } from '../ui/status-mark';
import { ApiKeysDocument, apiKeysRoute, READS_KEYS } from './api-keys.route';
import { CreateApiKey } from './create-api-key';

const RevokeApiKeyDocument = graphql(`
  mutation RevokeApiKey($id: ID!) {
    revokeApiKey(id: $id) { apiKey { id revokedAt } }
  }
`);

export function ApiKeysPage() {
  const { t } = useTranslation();
  const { after } = apiKeysRoute.useSearch();
  const navigate = apiKeysRoute.useNavigate();
  const [creating, setCreating] = useState(false);
  const [secret, setSecret] = useState<{ name: string; value: string }>();
  const result = useQuery({ query: ApiKeysDocument, variables: { after }, context: READS_KEYS });
  const create = (
    <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setCreating(true)}>
      {t('apiKey.create')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('menu.keys')} below={t('apiKey.pageHint')} actions={create} />
      <Panel title={t('apiKey.many')} bare>
        <Loaded result={result}>
          {({ apiKeys }) => (
            <>
              {apiKeys.nodes.length === 0 ? (
                <Empty title={t('apiKey.none')} hint={t('apiKey.noneHint')} action={create} />
              ) : (
                <Keys keys={apiKeys.nodes} />
              )}
              <Pager
                page={apiKeys.pageInfo}
                after={after}
                onTurn={(next) => void navigate({ search: { after: next } })}
              />
            </>
          )}
        </Loaded>
      </Panel>
      <SigningPanels />
      {creating && (
        <CreateApiKey
          onCreated={(created) => {
            setCreating(false);
            setSecret(created);
          }}
          onClose={() => setCreating(false)}
        />
      )}
      {secret && (
        <SecretOnce
          title={t('apiKey.created')}
          note={t('apiKey.secretFor', { name: secret.name })}
          value={secret.value}
          onClose={() => setSecret(undefined)}
        />
      )}
    </>
  );
}

function Keys({ keys }: { keys: ApiKeysQuery['apiKeys']['nodes'] }) {
  const { t } = useTranslation();
  const time = useTime();
  const revoke = useAction(RevokeApiKeyDocument);
  return (
    <>
      <FaultNotice fault={revoke.fault} />
      <DataTable
        label={t('apiKey.many')}
        rows={keys}
        rowKey={(key) => key.id}
        columns={[
          { key: 'name', title: t('apiKey.name'), cell: (key) => <b>{key.name}</b> },
          { key: 'hint', title: t('apiKey.hint'), cell: (key) => <code>{key.hint}…</code> },
          { key: 'created', title: t('apiKey.createdAt'), cell: (key) => time(key.createdAt) },
          {
            key: 'used',
            title: t('apiKey.lastUsed'),
            cell: (key) => (key.lastUsedAt ? time(key.lastUsedAt) : t('member.never')),
          },
          {
            key: 'actions',
            title: '',
            end: true,
            cell: (key) =>
              key.revokedAt ? (
                <StatusMark shape="cross" tone="var(--grey)">
                  {t('apiKey.revoked')}
                </StatusMark>
              ) : (
                <Popconfirm
                  title={t('apiKey.revokeSure', { name: key.name })}
                  okText={t('apiKey.revoke')}
                  cancelText={t('ui.cancel')}
                  onConfirm={() => revoke.run({ id: key.id })}
                >
                  <Button size="small" danger>
                    {t('apiKey.revoke')}
                  </Button>
                </Popconfirm>
              ),
          },
        ]}
      />
    </>
  );
}
