import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import styles from './pager.module.css';

interface Props {
  page: { hasNextPage: boolean; endCursor: string | null };
  after: string | undefined;
  onTurn: (after: string | undefined) => void;
}

/** On from here, or back to the start; the place is in the URL. */
export function Pager({ page, after, onTurn }: Props) {
  const { t } = useTranslation();
  if (!page.hasNextPage && !after) return null;
  return (
    <nav className={styles.pager} aria-label={t('ui.pages')}>
      <Button disabled={!after} onClick={() => onTurn(undefined)}>
        {t('ui.firstPage')}
      </Button>
      <Button disabled={!page.hasNextPage} onClick={() => onTurn(page.endCursor ?? undefined)}>
        {t('ui.nextPage')}
      </Button>
    </nav>
  );
}
