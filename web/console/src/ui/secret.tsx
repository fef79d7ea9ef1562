import { Button, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Notice } from './notice';
import styles from './secret.module.css';

export interface SecretProps {
  title: string;
  /** What it is for whom. */
  note: string;
  value: string;
  onClose: () => void;
}

/** What is shown once and never again. It stays until it is put away on purpose. */
export function SecretOnce({ title, note, value, onClose }: SecretProps) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    setCopied(true);
  };
  return (
    <Modal
      open
      title={title}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      footer={
        <Button type="primary" onClick={onClose}>
          {t('ui.secretKept')}
        </Button>
      }
    >
      <Notice tone="warn" title={t('ui.secretOnce')}>
        {note}
      </Notice>
      <div className={styles.secret}>
        <code data-testid="secret">{value}</code>
        <Button onClick={() => void copy()}>{t(copied ? 'ui.copied' : 'ui.copy')}</Button>
      </div>
    </Modal>
  );
}
