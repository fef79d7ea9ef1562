import { RouterProvider } from '@tanstack/react-router';
import { ConfigProvider } from 'antd';
import type { Locale } from 'antd/es/locale';
import { useEffect, useState } from 'react';
import { Provider } from 'urql';
import { createClient } from '../api/client';
import { Toasts } from '../ui/toast';
import { type Language, type Theme, usePreferences } from './preferences';
import { createAppRouter } from './router';
import { accentVariables, themeOf } from './theme';

const router = createAppRouter(openSession());

/** A client with nothing cached; made anew at every sign-in and sign-out, so that no session reads another's. */
function openSession() {
  return createClient(() => void router.navigate({ to: '/signin', search: { next: here() } }));
}

function here(): string | undefined {
  const { pathname, searchStr } = router.state.location;
  return pathname === '/signin' ? undefined : pathname + searchStr;
}

const LOCALES: Record<Language, () => Promise<{ default: Locale }>> = {
  'zh-CN': () => import('antd/locale/zh_CN'),
  en: () => import('antd/locale/en_US'),
};

export function App() {
  const { theme, language } = usePreferences();
  const [client, setClient] = useState(() => router.options.context.client);
  const [brand, setBrand] = useState<string>();
  const [locale, setLocale] = useState<Locale>();

  useEffect(() => {
    void LOCALES[language]().then((loaded) => setLocale(loaded.default));
  }, [language]);
  useEffect(() => paint(theme, brand), [theme, brand]);

  const context = {
    client,
    setBrand,
    newSession: () => {
      const next = openSession();
      setClient(next);
      router.update({ ...router.options, context: { ...router.options.context, client: next } });
      return next;
    },
  };
  return (
    <ConfigProvider theme={themeOf(theme, brand)} locale={locale} button={{ autoInsertSpace: false }}>
      <Provider value={client}>
        <RouterProvider router={router} context={context} />
        <Toasts />
      </Provider>
    </ConfigProvider>
  );
}

function paint(theme: Theme, brand: string | undefined): void {
  const root = document.documentElement;
  root.dataset.theme = theme;
  for (const [name, value] of Object.entries(accentVariables(theme, brand)))
    root.style.setProperty(name, value);
}
