import { Button, Input, Popconfirm } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from 'urql';
import { graphql } from '../../generated';
import { type Fault, faultOf } from '../api/fault';
import { useAction } from '../api/use-action';
import { FaultNotice, Notice } from '../ui/notice';
import styles from './data.module.css';

const ExportViewerDocument = graphql(`
  query ExportViewer($viewerId: String!) {
    exportViewer(viewerId: $viewerId) { document }
  }
`);

const EraseViewerDocument = graphql(`
  mutation EraseViewer($viewerId: String!) {
    eraseViewer(viewerId: $viewerId) { outcome campaignIds }
  }
`);

const LISTS = ['entries', 'ballots', 'comments', 'grants'] as const;

interface Found {
  viewerId: string;
  text: string;
  counts: Record<(typeof LISTS)[number], number>;
}

export function ViewerData() {
  const { t } = useTranslation();
  const client = useClient();
  const [id, setId] = useState('');
  const [found, setFound] = useState<Found>();
  const [fault, setFault] = useState<Fault>();
  const [looking, setLooking] = useState(false);
  const erase = useAction(EraseViewerDocument);
  const [erased, setErased] = useState<{ waiting: number }>();
  const viewerId = id.trim();

  const change = (next: string) => {
    setId(next);
    setFound(undefined);
    setErased(undefined);
    setFault(undefined);
    erase.forget();
  };
  const look = async () => {
    setLooking(true);
    setErased(undefined);
    const context = { requestPolicy: 'network-only' } as const;
    const answer = await client.query(ExportViewerDocument, { viewerId }, context).toPromise();
    setLooking(false);
    setFault(faultOf(answer.error));
    setFound(answer.data ? understood(viewerId, answer.data.exportViewer.document) : undefined);
  };
  const eraseNow = async () => {
    const payload = (await erase.run({ viewerId }))?.eraseViewer;
    if (!payload) return;
    setFound(undefined);
    setErased({ waiting: payload.campaignIds.length });
  };

  return (
    <>
      <p className={styles.text}>{t('data.viewerHint')}</p>
      <form
        className={styles.row}
        onSubmit={(event) => {
          event.preventDefault();
          if (viewerId) void look();
        }}
      >
        <Input
          value={id}
          onChange={(event) => change(event.target.value)}
          placeholder={t('data.viewerId')}
          aria-label={t('data.viewerId')}
          maxLength={128}
        />
        <Button htmlType="submit" disabled={!viewerId} loading={looking}>
          {t('data.look')}
        </Button>
        <Popconfirm
          title={t('data.eraseSure', { id: viewerId })}
          okText={t('data.erase')}
          okButtonProps={{ danger: true }}
          cancelText={t('ui.cancel')}
          onConfirm={eraseNow}
          disabled={!viewerId}
        >
          <Button danger disabled={!viewerId} loading={erase.pending}>
            {t('data.erase')}
          </Button>
        </Popconfirm>
      </form>
      <FaultNotice fault={fault ?? erase.fault} />
      {erased && (
        <Notice tone="good" title={t(erased.waiting ? 'data.scheduled' : 'data.erased')}>
          {erased.waiting ? t('data.scheduledHint', { count: erased.waiting }) : undefined}
        </Notice>
      )}
      {found && <FoundData found={found} />}
    </>
  );
}

function FoundData({ found }: { found: Found }) {
  const { t } = useTranslation();
  const save = () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([found.text], { type: 'application/json' }));
    link.download = 'viewer.json';
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <>
      <dl className={styles.found}>
        {LISTS.map((list) => (
          <div key={list}>
            <dt>{t(`data.lists.${list}`)}</dt>
            <dd>{found.counts[list]}</dd>
          </div>
        ))}
      </dl>
      <Button onClick={save}>{t('data.save')}</Button>
    </>
  );
}

function understood(viewerId: string, document: string): Found {
  const read = JSON.parse(document) as Record<string, unknown>;
  const count = (list: string) => {
    const rows = read[list];
    return Array.isArray(rows) ? rows.length : 0;
  };
  return {
    viewerId,
    text: JSON.stringify(read, null, 2),
    counts: {
      entries: count('entries'),
      ballots: count('ballots'),
      comments: count('comments'),
      grants: count('grants'),
    },
  };
}
