import { type ErrorComponentProps, Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Notice } from '../ui/notice';
import { Empty } from '../ui/panel';

export function NotFound() {
  const { t } = useTranslation();
  const home = (
    <Link to="/">
      <Button type="primary">{t('ui.home')}</Button>
    </Link>
  );
  return <Empty title={t('ui.notFound')} hint={t('ui.notFoundHint')} action={home} />;
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
