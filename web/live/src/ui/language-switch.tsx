import { useI18n } from '../i18n/i18n';

export function LanguageSwitch() {
  const { locale, t, setLocale } = useI18n();
  const other = locale === 'en' ? 'zh-CN' : 'en';
  return (
    <button
      class="language"
      type="button"
      lang={other}
      aria-label={t('app.switchLanguage')}
      onClick={() => setLocale(other)}
    >
      {t('app.language')}
    </button>
  );
}
