import { useTranslation } from 'react-i18next';
import { type FragmentType, graphql, readFragment } from '../../generated';
import { Panel } from '../ui/panel';
import styles from './channel.module.css';

const FactParts = graphql(`
  fragment ChannelFacts on Channel {
    id
    timeZone
    currency
    locale
    plan
    placement
    primaryColor
    hosts
    allowedOrigins
  }
`);

export function Facts(props: { channel: FragmentType<typeof FactParts> }) {
  const { t } = useTranslation();
  const channel = readFragment(FactParts, props.channel);
  const rows = [
    [t('channel.plan'), channel.plan],
    [t('channel.placement'), t(`channel.placements.${channel.placement}`)],
    [t('channel.timeZone'), channel.timeZone],
    [t('channel.currency'), channel.currency],
    [t('channel.locale'), channel.locale],
    [t('channel.colour'), channel.primaryColor],
    [t('channel.hosts'), channel.hosts.join('\n') || '–'],
    [t('channel.origins'), channel.allowedOrigins.join('\n') || '–'],
  ];
  return (
    <Panel title={t('channel.facts')}>
      <dl className={styles.facts}>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd translate="no">{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
