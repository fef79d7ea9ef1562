import { useTranslation } from 'react-i18next';
import type { SigningKeysQuery } from '../../generated/graphql';
import { useTime } from '../session/channel';
import { DataTable } from '../ui/data-table';
import { Notice } from '../ui/notice';
import { Empty, Panel } from '../ui/panel';
import { StatusMark } from '../ui/status-mark';
import { RevokeKey } from './revoke-key';
import styles from './signing.module.css';

type Identity = NonNullable<SigningKeysQuery['ownIdentity']>;

/** The channel's own provider and its keys, as they were fetched last. */
export function IdentityPanel({ identity }: { identity: Identity | null | undefined }) {
  const { t } = useTranslation();
  return (
    <Panel title={t('signing.own')} bare>
      {identity ? (
        <Terms identity={identity} />
      ) : (
        <Empty title={t('signing.noOwn')} hint={t('signing.noOwnHint')} />
      )}
    </Panel>
  );
}

function Terms({ identity }: { identity: Identity }) {
  const { t } = useTranslation();
  const time = useTime();
  const facts = [
    [t('signing.issuer'), identity.issuer],
    [t('signing.audience'), identity.audience],
    [t('signing.claims'), `${identity.viewerClaim} · ${identity.nicknameClaim}`],
    [t('signing.longest'), t('signing.seconds', { count: identity.tokenSecondsMax })],
    [t('signing.source'), identity.jwksUrl ?? t('signing.inManifest')],
    ...(identity.jwksUrl
      ? [[t('signing.fetchedAt'), identity.fetchedAt ? time(identity.fetchedAt) : t('signing.notYet')]]
      : []),
  ];
  return (
    <>
      {identity.fault && (
        <Notice tone="warn" title={t('signing.fault')}>
          {identity.fault}
          {identity.believedUntil && ` ${t('signing.believedUntil', { time: time(identity.believedUntil) })}`}
        </Notice>
      )}
      <dl className={styles.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Keys keys={identity.keys} />
    </>
  );
}

function Keys({ keys }: { keys: Identity['keys'] }) {
  const { t } = useTranslation();
  const time = useTime();
  if (keys.length === 0) return <Empty title={t('signing.noKeys')} hint={t('signing.noKeysHint')} />;
  return (
    <DataTable
      label={t('signing.own')}
      rows={keys}
      rowKey={(key) => key.kid}
      columns={[
        { key: 'kid', title: 'kid', cell: (key) => <code className={styles.kid}>{key.kid}</code> },
        {
          key: 'algorithm',
          title: t('signing.algorithm'),
          cell: (key) => key.algorithm ?? t('signing.gone'),
        },
        {
          key: 'status',
          title: t('signing.state'),
          cell: (key) =>
            key.deniedAt ? (
              <StatusMark shape="cross" tone="var(--red)">
                {t('signing.deniedAt', { time: time(key.deniedAt) })}
              </StatusMark>
            ) : (
              <StatusMark shape="check" tone="var(--green)">
                {t('signing.believed')}
              </StatusMark>
            ),
        },
        {
          key: 'actions',
          title: '',
          end: true,
          cell: (key) => !key.deniedAt && <RevokeKey kid={key.kid} />,
        },
      ]}
    />
  );
}
