import { MoonOutlined, SunOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { switchLanguage } from '../i18n';
import { type Language, prefer, usePreferences } from './preferences';

export function otherLanguage(language: Language): Language {
  return language === 'en' ? 'zh-CN' : 'en';
}

export async function changeLanguage(language: Language): Promise<void> {
  await switchLanguage(language);
  prefer({ language });
}

/** Language, and the dark or the light room. */
export function PreferenceButtons() {
  const { t } = useTranslation();
  const { theme, language } = usePreferences();
  const dark = theme === 'dark';
  return (
    <>
      <Button type="text" onClick={() => void changeLanguage(otherLanguage(language))}>
        {t('ui.otherLanguage')}
      </Button>
      <Button
        type="text"
        aria-label={t(dark ? 'ui.light' : 'ui.dark')}
        title={t(dark ? 'ui.light' : 'ui.dark')}
        icon={dark ? <SunOutlined aria-hidden /> : <MoonOutlined aria-hidden />}
        onClick={() => prefer({ theme: dark ? 'light' : 'dark' })}
      />
    </>
  );
}
