import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Loaded } from '../ui/loaded';
import { PageHeader, Panel } from '../ui/panel';
import { PasswordPanel } from './password-panel';
import { SecondFactorPanel } from './second-factor-panel';
import styles from './security.module.css';
import { READS_SECURITY, SecurityDocument } from './security.route';
import { Sessions } from './sessions';

/** What is one's own and nobody else's. */
export function SecurityPage() {
  const { t } = useTranslation();
  const result = useQuery({ query: SecurityDocument, context: READS_SECURITY });
  return (
    <>
      <PageHeader title={t('security.title')} below={t('security.titleHint')} />
      <div className={styles.columns}>
        <Panel title={t('security.secondFactor')}>
          <Loaded result={result}>{({ secondFactor }) => <SecondFactorPanel factor={secondFactor} />}</Loaded>
        </Panel>
        <Panel title={t('security.password')}>
          <PasswordPanel />
        </Panel>
      </div>
      <Panel title={t('security.sessions')} bare>
        <Loaded result={result}>{({ sessions }) => <Sessions sessions={sessions} />}</Loaded>
      </Panel>
    </>
  );
}
