import { PlusOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { type FragmentType, graphql, readFragment } from '../../generated';
import { nameOf } from '../session/channel';
import { Loaded } from '../ui/loaded';
import { Pager } from '../ui/pager';
import { Empty, PageHeader, Panel } from '../ui/panel';
import styles from './channel.module.css';
import { ChannelsDocument, channelsRoute } from './channel.route';
import { Quotas } from './quotas';
import { ChannelStatusMark } from './status-mark';

const ChannelRowParts = graphql(`
  fragment ChannelRow on Channel {
    id
    slug
    nameZh
    nameEn
    status
    plan
    primaryColor
    ...ChannelQuotas
  }
`);

/** Every channel with what it uses of what it may use; nothing of its campaigns or its audience. */
export function ChannelsPage() {
  const { t } = useTranslation();
  const { after } = channelsRoute.useSearch();
  const navigate = channelsRoute.useNavigate();
  const result = useQuery({
    query: ChannelsDocument,
    variables: { after },
    requestPolicy: 'cache-and-network',
  });
  const provision = (
    <Link to="/provision" search={{}}>
      <Button type="primary" icon={<PlusOutlined aria-hidden />}>
        {t('channel.provision')}
      </Button>
    </Link>
  );
  return (
    <>
      <PageHeader title={t('channel.many')} below={t('channel.manyHint')} actions={provision} />
      <Panel title={t('channel.usage')} bare>
        <Loaded result={result}>
          {({ channels }) => (
            <>
              {channels.nodes.length === 0 && (
                <Empty title={t('channel.none')} hint={t('channel.noneHint')} action={provision} />
              )}
              <ul aria-label={t('channel.many')}>
                {channels.nodes.map((channel) => (
                  <li key={channel.id}>
                    <ChannelRow channel={channel} />
                  </li>
                ))}
              </ul>
              <Pager
                page={channels.pageInfo}
                after={after}
                onTurn={(next) => void navigate({ search: { after: next } })}
              />
            </>
          )}
        </Loaded>
      </Panel>
    </>
  );
}

function ChannelRow(props: { channel: FragmentType<typeof ChannelRowParts> }) {
  const { i18n } = useTranslation();
  const channel = readFragment(ChannelRowParts, props.channel);
  return (
    <Link to="/channels/$slug" params={{ slug: channel.slug }} className={styles.row}>
      <div className={styles.name}>
        <i className={styles.swatch} style={{ background: channel.primaryColor }} aria-hidden />
        <div>
          <strong>{nameOf(channel, i18n.language)}</strong>
          <span>
            {channel.slug} · {channel.plan}
          </span>
        </div>
      </div>
      <Quotas channel={channel} small />
      <ChannelStatusMark status={channel.status} />
    </Link>
  );
}
