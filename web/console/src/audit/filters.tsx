import { Button, DatePicker, Select } from 'antd';
import dayjs from 'dayjs';
import { useTranslation } from 'react-i18next';
import styles from './activity.module.css';
import { type ActivitySearch, activityRoute } from './activity.route';

const NOUNS = [
  'campaign',
  'show',
  'segment',
  'comment',
  'member',
  'session',
  'api_key',
  'signing_key',
  'channel',
  'support',
  'audit',
] as const;

/** All of it in the address, so that what was found can be handed on. */
export function Filters() {
  const { t } = useTranslation();
  const search = activityRoute.useSearch();
  const navigate = activityRoute.useNavigate();
  const set = (change: ActivitySearch) =>
    void navigate({ search: { ...search, ...change, after: undefined }, replace: true });
  const isFiltered = Object.entries(search).some(([key, value]) => key !== 'after' && value !== undefined);
  return (
    <div className={styles.filters}>
      {search.actor && (
        <Button size="small" onClick={() => set({ actor: undefined })}>
          {t('audit.byOne')} ✕
        </Button>
      )}
      {search.target && (
        <Button size="small" onClick={() => set({ target: undefined })}>
          {t('audit.ofOne')} ✕
        </Button>
      )}
      <Select
        className={styles.noun}
        aria-label={t('audit.about')}
        value={search.action ?? ''}
        onChange={(action) => set({ action: action || undefined })}
        options={[
          { value: '', label: t('ui.all') },
          ...NOUNS.map((noun) => ({ value: noun, label: t(`audit.noun.${noun}`) })),
        ]}
      />
      <Day label={t('audit.from')} value={search.from} onChange={(from) => set({ from })} />
      <Day label={t('audit.to')} value={search.to} onChange={(to) => set({ to })} />
      {isFiltered && (
        <Button size="small" type="text" onClick={() => void navigate({ search: {}, replace: true })}>
          {t('audit.clear')}
        </Button>
      )}
    </div>
  );
}

interface DayProps {
  label: string;
  value: string | undefined;
  onChange: (day: string | undefined) => void;
}

function Day({ label, value, onChange }: DayProps) {
  return (
    <DatePicker
      className={styles.day}
      aria-label={label}
      placeholder={label}
      value={value ? dayjs(value) : null}
      onChange={(picked) => onChange(picked ? picked.format('YYYY-MM-DD') : undefined)}
    />
  );
}
