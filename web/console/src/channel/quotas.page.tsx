import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Loaded } from '../ui/loaded';
import { PageHeader, Panel } from '../ui/panel';
import styles from './channel.module.css';
import { QuotasDocument } from './channel.route';
import { Facts } from './facts';
import { Quotas } from './quotas';

/** What the channel may use, and how much of it is in use. */
export function QuotasPage() {
  const { t } = useTranslation();
  const result = useQuery({ query: QuotasDocument, requestPolicy: 'cache-and-network' });
  return (
    <>
      <PageHeader title={t('channel.quotas')} below={t('channel.quotasHint')} />
      <Loaded result={result}>
        {({ channel }) => (
          <div className={styles.stack}>
            <Panel title={t('channel.usage')}>
              <Quotas channel={channel} />
            </Panel>
            <Facts channel={channel} />
          </div>
        )}
      </Loaded>
    </>
  );
}
