import { type ErrorComponentProps, Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Notice } from '../ui/notice';
import styles from './not-found.module.css';

export function NotFound() {
  const { t } = useTranslation();
  const home = (
    <Link to="/">
      <Button type="primary">{t('ui.home')}</Button>
    </Link>
  );
  return (
    <div className={styles.page}>
      <h1>{t('ui.notFound')}</h1>
      <p>{t('ui.notFoundHint')}</p>
      {home}
    </div>
  );
}

export function RouteFault({ error }: ErrorComponentProps) {
  const { t } = useTranslation();
  const again = (
    <Button size="small" onClick={() => location.reload()}>
      {t('ui.reload')}
    </Button>
  );
  return (
    <Notice tone="bad" title={t('ui.broken')} action={again}>
      {error instanceof Error ? error.message : String(error)}
    </Notice>
  );
}
