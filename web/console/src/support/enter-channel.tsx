import { useNavigate, useRouteContext } from '@tanstack/react-router';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { type FragmentType, graphql, readFragment } from '../../generated';
import { useAction } from '../api/use-action';
import { useTime } from '../session/channel';
import { FaultNotice } from '../ui/notice';
import { Panel } from '../ui/panel';
import { toast } from '../ui/toast';
import styles from './support.module.css';

const EnterParts = graphql(`
  fragment EnterChannel on Channel {
    id
    slug
    status
    supportAccess { id role reason expiresAt }
  }
`);

const EnterChannelDocument = graphql(`
  mutation EnterChannel($slug: String!) {
    enterChannel(slug: $slug) { outcome }
  }
`);

/** For account managers: the way into a channel, where its owner has opened it. */
export function EnterChannel(props: { channel: FragmentType<typeof EnterParts> }) {
  const { t } = useTranslation();
  const time = useTime();
  const channel = readFragment(EnterParts, props.channel);
  const enter = useAction(EnterChannelDocument);
  const { newSession } = useRouteContext({ from: '__root__' });
  const navigate = useNavigate();
  const access = channel.supportAccess;
  const act = async () => {
    const outcome = (await enter.run({ slug: channel.slug }))?.enterChannel.outcome;
    if (!outcome) return;
    if (outcome !== 'ENTERED') return toast(t(`support.enterOutcome.${outcome}`));
    newSession();
    await navigate({ to: '/shows' });
  };
  return (
    <Panel title={t('support.many')}>
      <div className={styles.enter}>
        <div>
          <strong>{access ? t('support.granted') : t('support.notGranted')}</strong>
          <p className={styles.faint}>
            {access
              ? t('support.grantedFor', {
                  role: t(`role.${access.role}`),
                  reason: access.reason,
                  until: time(access.expiresAt),
                })
              : t('support.notGrantedHint')}
          </p>
        </div>
        <Button
          disabled={!access || channel.status !== 'ACTIVE'}
          loading={enter.pending}
          onClick={() => void act()}
        >
          {t('support.enter')}
        </Button>
      </div>
      <FaultNotice fault={enter.fault} />
    </Panel>
  );
}
