import { Link, useNavigate } from '@tanstack/react-router';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { faultOf } from '../api/fault';
import { FaultNotice } from '../ui/notice';
import { PageHeader } from '../ui/panel';
import { ChannelDocument, provisionRoute } from './channel.route';
import { ManifestEditor } from './manifest-editor';
import example from './manifest-example.toml?raw';

/** A channel from its manifest: first what would change, then the change. */
export function ProvisionPage() {
  const { t } = useTranslation();
  const { channel: slug } = provisionRoute.useSearch();
  const navigate = useNavigate();
  const [{ data, error }] = useQuery({
    query: ChannelDocument,
    variables: { slug: slug ?? '' },
    pause: !slug,
    requestPolicy: 'network-only',
  });
  const manifest = slug ? (data?.channelBySlug?.manifest ?? undefined) : example;
  return (
    <>
      <PageHeader
        above={<Link to="/channels">{t('channel.many')}</Link>}
        title={slug ? t('channel.manifestOf', { slug }) : t('channel.provision')}
        below={t('channel.provisionHint')}
      />
      <FaultNotice fault={faultOf(error)} />
      {manifest === undefined ? (
        <Skeleton active />
      ) : (
        <ManifestEditor
          key={slug ?? ''}
          manifest={manifest}
          onApplied={(applied) => void navigate({ to: '/channels/$slug', params: { slug: applied } })}
        />
      )}
    </>
  );
}
