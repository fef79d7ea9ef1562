import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { graphql } from '../../generated';
import type { ApplyChannelManifestMutation } from '../../generated/graphql';
import { useAction } from '../api/use-action';
import { FaultNotice } from '../ui/notice';
import { Empty, Panel } from '../ui/panel';
import styles from './channel.module.css';
import { ManifestVerdict } from './manifest-verdict';

const ApplyDocument = graphql(`
  mutation ApplyChannelManifest($manifest: String!, $dryRun: Boolean!) {
    applyChannelManifest(manifest: $manifest, dryRun: $dryRun) {
      outcome
      changes { field before after }
      problems { line field message }
      channel { id slug }
    }
  }
`);

export type Verdict = ApplyChannelManifestMutation['applyChannelManifest'];

interface Props {
  manifest: string;
  onApplied: (slug: string) => void;
}

/** Nothing can be applied that was not tried just so before: a change of the text takes the trial back. */
export function ManifestEditor({ manifest, onApplied }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState(manifest);
  const [tried, setTried] = useState<{ text: string; verdict: Verdict }>();
  const apply = useAction(ApplyDocument);

  const run = async (dryRun: boolean) => {
    const data = await apply.run({ manifest: text, dryRun });
    if (!data) return;
    const verdict = data.applyChannelManifest;
    setTried({ text, verdict });
    if (!dryRun && verdict.channel && verdict.outcome !== 'REJECTED') onApplied(verdict.channel.slug);
  };
  const verdict = tried?.text === text ? tried.verdict : undefined;
  const ready = verdict?.outcome === 'WOULD_CREATE' || verdict?.outcome === 'WOULD_UPDATE';

  return (
    <div className={styles.editor}>
      <Panel title={t('channel.manifest')}>
        <TomlField text={text} onChange={setText} faulty={verdict?.problems.map(({ line }) => line) ?? []} />
        <div className={styles.bar}>
          <Button type={ready ? 'default' : 'primary'} loading={apply.pending} onClick={() => void run(true)}>
            {t('channel.dryRun')}
          </Button>
          <Button type="primary" disabled={!ready} loading={apply.pending} onClick={() => void run(false)}>
            {t('channel.apply')}
          </Button>
        </div>
      </Panel>
      <Panel title={t('channel.wouldChange')}>
        <FaultNotice fault={apply.fault} />
        {verdict ? (
          <ManifestVerdict verdict={verdict} />
        ) : (
          <Empty title={t('channel.notTried')} hint={t('channel.notTriedHint')} />
        )}
      </Panel>
    </div>
  );
}

interface FieldProps {
  text: string;
  onChange: (text: string) => void;
  faulty: readonly (number | null)[];
}

function TomlField({ text, onChange, faulty }: FieldProps) {
  const { t } = useTranslation();
  const lines = text.split('\n');
  const longest = Math.max(...lines.map((line) => line.length));
  return (
    <div className={styles.manifest}>
      <div className={styles.gutter} aria-hidden>
        {lines.map((_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line number is its place
          <div key={index} className={faulty.includes(index + 1) ? styles.bad : undefined}>
            {index + 1}
          </div>
        ))}
      </div>
      <textarea
        aria-label={t('channel.manifest')}
        spellCheck={false}
        autoCapitalize="none"
        autoComplete="off"
        rows={lines.length}
        style={{ minWidth: `${longest + 3}ch` }}
        value={text}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}
