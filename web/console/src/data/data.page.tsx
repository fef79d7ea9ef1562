import { DownloadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { PageHeader, Panel } from '../ui/panel';
import styles from './data.module.css';
import { ViewerData } from './viewer-data';

/** Everything that the channel holds: to take away, and of one viewer to tell or to erase. For its owner. */
export function DataPage() {
  const { t } = useTranslation();
  return (
    <>
      <PageHeader title={t('data.title')} below={t('data.hint')} />
      <div className={styles.stack}>
        <Panel title={t('data.export')}>
          <p className={styles.text}>{t('data.exportHint')}</p>
          <Button icon={<DownloadOutlined aria-hidden />} href="/console/export.tar.gz" download>
            {t('data.download')}
          </Button>
        </Panel>
        <Panel title={t('data.viewer')}>
          <ViewerData />
        </Panel>
      </div>
    </>
  );
}
