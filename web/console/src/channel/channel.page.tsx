import { Link } from '@tanstack/react-router';
import { Button, Popconfirm } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { type FragmentType, graphql, readFragment } from '../../generated';
import { useAction } from '../api/use-action';
import { NotFound } from '../app/not-found';
import { AddMember } from '../member/add-member';
import type { Password } from '../member/members.page';
import { nameOf } from '../session/channel';
import { EnterChannel } from '../support/enter-channel';
import { Loaded } from '../ui/loaded';
import { FaultNotice } from '../ui/notice';
import { PageHeader, Panel } from '../ui/panel';
import { SecretOnce } from '../ui/secret';
import { toast } from '../ui/toast';
import styles from './channel.module.css';
import { ChannelDocument, channelRoute } from './channel.route';
import { Deletion } from './deletion';
import { Facts } from './facts';
import { Quotas } from './quotas';
import { ChannelStatusMark } from './status-mark';

const ChannelHeaderParts = graphql(`
  fragment ChannelHeader on Channel {
    id
    slug
    nameZh
    nameEn
    status
  }
`);

const SuspendChannelDocument = graphql(`
  mutation SuspendChannel($slug: String!) {
    suspendChannel(slug: $slug) { outcome channel { id ...ChannelHeader } }
  }
`);

const ResumeChannelDocument = graphql(`
  mutation ResumeChannel($slug: String!) {
    resumeChannel(slug: $slug) { outcome channel { id ...ChannelHeader } }
  }
`);

export function ChannelPage() {
  const { t } = useTranslation();
  const { slug } = channelRoute.useParams();
  const result = useQuery({
    query: ChannelDocument,
    variables: { slug },
    requestPolicy: 'cache-and-network',
  });
  return (
    <Loaded result={result}>
      {({ channelBySlug: channel }) =>
        channel ? (
          <>
            <Header channel={channel} />
            <div className={styles.stack}>
              <Panel title={t('channel.usage')}>
                <Quotas channel={channel} />
              </Panel>
              <EnterChannel channel={channel} />
              <Facts channel={channel} />
              <Deletion key={channel.slug} slug={channel.slug} />
            </div>
          </>
        ) : (
          <NotFound />
        )
      }
    </Loaded>
  );
}

function Header(props: { channel: FragmentType<typeof ChannelHeaderParts> }) {
  const { t, i18n } = useTranslation();
  const channel = readFragment(ChannelHeaderParts, props.channel);
  const [adding, setAdding] = useState(false);
  const [password, setPassword] = useState<Password>();
  return (
    <>
      <PageHeader
        above={<Link to="/channels">{t('channel.many')}</Link>}
        title={nameOf(channel, i18n.language)}
        below={
          <>
            <ChannelStatusMark status={channel.status} />
            <span>{channel.slug}</span>
          </>
        }
        actions={
          <>
            <Button type="primary" onClick={() => setAdding(true)}>
              {t('member.addOwner')}
            </Button>
            <Link to="/provision" search={{ channel: channel.slug }}>
              <Button>{t('channel.editManifest')}</Button>
            </Link>
            {(channel.status === 'ACTIVE' || channel.status === 'SUSPENDED') && (
              <Switch slug={channel.slug} active={channel.status === 'ACTIVE'} />
            )}
          </>
        }
      />
      {adding && (
        <AddMember
          channel={channel.slug}
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

function Switch({ slug, active }: { slug: string; active: boolean }) {
  const { t } = useTranslation();
  const suspend = useAction(SuspendChannelDocument);
  const resume = useAction(ResumeChannelDocument);
  const act = async () => {
    const outcome = active
      ? (await suspend.run({ slug }))?.suspendChannel.outcome
      : (await resume.run({ slug }))?.resumeChannel.outcome;
    if (outcome && outcome !== 'DONE') toast(t('ui.notDone'));
  };
  const word = t(active ? 'channel.suspend' : 'channel.resume');
  return (
    <>
      <Popconfirm
        title={t(active ? 'channel.suspendSure' : 'channel.resumeSure')}
        okText={word}
        cancelText={t('ui.cancel')}
        onConfirm={act}
      >
        <Button danger={active} loading={suspend.pending || resume.pending}>
          {word}
        </Button>
      </Popconfirm>
      <FaultNotice fault={suspend.fault ?? resume.fault} />
    </>
  );
}
