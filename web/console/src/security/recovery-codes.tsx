import { CopyOutlined, DownloadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Notice } from '../ui/notice';
import styles from './security.module.css';

/** Shown once; it stays until it is put away on purpose. */
export function RecoveryCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const text = `${codes.join('\n')}\n`;
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <div className={styles.recovery}>
      <Notice tone="warn" title={t('security.recoveryOnce')}>
        {t('security.recoveryHint')}
      </Notice>
      <ul className={styles.codes} aria-label={t('security.recoveryCodes')} data-testid="recovery-codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className={styles.row}>
        <Button icon={<CopyOutlined aria-hidden />} onClick={() => void copy()}>
          {t(copied ? 'ui.copied' : 'ui.copy')}
        </Button>
        <Button
          icon={<DownloadOutlined aria-hidden />}
          href={`data:text/plain;charset=utf-8,${encodeURIComponent(text)}`}
          download="ovation-recovery-codes.txt"
        >
          {t('security.download')}
        </Button>
        <Button type="primary" onClick={onKept}>
          {t('ui.secretKept')}
        </Button>
      </div>
    </div>
  );
}
