import { useTranslation } from 'react-i18next';
import type { ApplyManifestOutcome } from '../../generated/graphql';
import { Notice } from '../ui/notice';
import styles from './channel.module.css';
import type { Verdict } from './manifest-editor';

const TONES: Record<ApplyManifestOutcome, 'good' | 'bad' | 'plain'> = {
  CREATED: 'good',
  UPDATED: 'good',
  UNCHANGED: 'plain',
  WOULD_CREATE: 'good',
  WOULD_UPDATE: 'good',
  REJECTED: 'bad',
};

export function ManifestVerdict({ verdict: { outcome, changes, problems } }: { verdict: Verdict }) {
  const { t } = useTranslation();
  return (
    <div data-testid="verdict">
      <Notice tone={TONES[outcome]} title={t(`channel.outcome.${outcome}`)} />
      {problems.length > 0 && (
        <ul className={styles.problems} aria-label={t('channel.problems')}>
          {problems.map(({ line, field, message }) => (
            <li key={`${line} ${field} ${message}`}>
              <b>{line === null ? t('channel.wholeFile') : t('channel.line', { line })}</b>
              <span>
                {field && <code>{field}</code>} {message}
              </span>
            </li>
          ))}
        </ul>
      )}
      {changes.length > 0 && (
        <table className={styles.changes} aria-label={t('channel.wouldChange')}>
          <thead>
            <tr>
              <th scope="col">{t('channel.field')}</th>
              <th scope="col">{t('channel.before')}</th>
              <th scope="col">{t('channel.after')}</th>
            </tr>
          </thead>
          <tbody>
            {changes.map(({ field, before, after }) => (
              <tr key={field}>
                <td>
                  <code>{field}</code>
                </td>
                <td className={styles.before}>{before ?? '–'}</td>
                <td className={styles.after}>{after ?? '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
