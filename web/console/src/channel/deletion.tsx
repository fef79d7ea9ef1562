import { Button, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { graphql } from '../../generated';
import { useAction } from '../api/use-action';
import { useTime } from '../session/channel';
import { FaultNotice, Notice } from '../ui/notice';
import { Panel } from '../ui/panel';
import styles from './channel.module.css';

const DeletesAtDocument = graphql(`
  query ChannelDeletesAt($slug: String!) {
    channelDeletesAt(slug: $slug)
  }
`);

const RequestDocument = graphql(`
  mutation RequestChannelDeletion($slug: String!) {
    requestChannelDeletion(slug: $slug) { outcome code }
  }
`);

const ConfirmDocument = graphql(`
  mutation ConfirmChannelDeletion($slug: String!, $typed: String!, $code: String!) {
    confirmChannelDeletion(slug: $slug, typed: $typed, code: $code) {
      outcome deletesAt channel { id ...ChannelHeader }
    }
  }
`);

const RestoreDocument = graphql(`
  mutation RestoreChannel($slug: String!) {
    restoreChannel(slug: $slug) { outcome channel { id ...ChannelHeader } }
  }
`);

/** The end of a channel, in two steps; or the way back. */
export function Deletion({ slug }: { slug: string }) {
  const { t } = useTranslation();
  const time = useTime();
  const [known, look] = useQuery({ query: DeletesAtDocument, variables: { slug } });
  const request = useAction(RequestDocument);
  const restore = useAction(RestoreDocument);
  const [code, setCode] = useState<string>();
  const [refused, setRefused] = useState(false);
  const deletesAt = known.data?.channelDeletesAt;
  const again = () => look({ requestPolicy: 'network-only' });

  const begin = async () => {
    const payload = (await request.run({ slug }))?.requestChannelDeletion;
    setRefused(payload !== undefined && payload.outcome !== 'DONE');
    if (payload?.code) setCode(payload.code);
  };
  const takeBack = async () => {
    const payload = (await restore.run({ slug }))?.restoreChannel;
    setRefused(payload !== undefined && payload.outcome !== 'DONE');
    again();
  };

  return (
    <Panel title={t('channel.end')}>
      <div className={styles.stack}>
        {deletesAt ? (
          <Notice
            tone="bad"
            title={t('channel.deletesAt', { at: time(deletesAt) })}
            action={
              <Button loading={restore.pending} onClick={() => void takeBack()}>
                {t('channel.restore')}
              </Button>
            }
          >
            {t('channel.deletesHint')}
          </Notice>
        ) : (
          <>
            <span>{t('channel.endHint')}</span>
            <div>
              <Button danger loading={request.pending} onClick={() => void begin()}>
                {t('channel.delete')}
              </Button>
            </div>
          </>
        )}
        {refused && <Notice tone="warn" title={t('ui.notDone')} />}
        <FaultNotice fault={request.fault ?? restore.fault} />
      </div>
      {code && (
        <Confirm
          slug={slug}
          code={code}
          onClose={() => {
            setCode(undefined);
            again();
          }}
        />
      )}
    </Panel>
  );
}

function Confirm({ slug, code, onClose }: { slug: string; code: string; onClose: () => void }) {
  const { t } = useTranslation();
  const confirm = useAction(ConfirmDocument);
  const [typed, setTyped] = useState('');
  const [refused, setRefused] = useState(false);
  const submit = async () => {
    const outcome = (await confirm.run({ slug, typed, code }))?.confirmChannelDeletion.outcome;
    if (outcome === 'DONE') onClose();
    else setRefused(outcome !== undefined);
  };
  return (
    <Modal
      open
      title={t('channel.deleteTitle', { slug })}
      okText={t('channel.delete')}
      okButtonProps={{ danger: true, disabled: typed !== slug, loading: confirm.pending }}
      cancelText={t('ui.cancel')}
      onOk={() => void submit()}
      onCancel={onClose}
    >
      <div className={styles.stack}>
        <Notice tone="bad" title={t('channel.deleteSure')}>
          {t('channel.deleteHint')}
        </Notice>
        <Input
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          placeholder={slug}
          aria-label={t('channel.typeSlug', { slug })}
          addonBefore={t('channel.typeSlug', { slug })}
          autoFocus
        />
        {refused && <Notice tone="warn" title={t('ui.notDone')} />}
        <FaultNotice fault={confirm.fault} />
      </div>
    </Modal>
  );
}
