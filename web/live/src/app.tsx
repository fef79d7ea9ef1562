/** The page: who the viewer is, then the show. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import { I18nContext, type Locale, translator } from './i18n/i18n';
import { type Live, LiveProvider } from './live';
import { LivePage } from './live-page';
import { JoinPage } from './session/join-page';
import type { Session } from './session/session';
import { Announcer } from './ui/announcer';
import type { Signal } from './ui/signal';
import { useSignal } from './ui/signal';

interface Props {
  live: Live;
  session: Session;
  words: Signal<string>;
  locale: Locale;
  onLocale: (locale: Locale) => void;
}

export function App({ live, session, words, locale: first, onLocale }: Props) {
  const [locale, setLocale] = useState(first);
  const state = useSignal(session.state);
  const ready = state.kind === 'ready';
  // A suspended channel is asked on and on: its page comes back by itself.
  const asking = ready || state.kind === 'paused';

  const i18n = useMemo(
    () => ({
      locale,
      t: translator(locale),
      setLocale: (next: Locale) => {
        setLocale(next);
        onLocale(next);
      },
    }),
    [locale, onLocale],
  );

  useEffect(() => {
    document.documentElement.lang = locale;
  }, [locale]);

  useEffect(() => {
    if (!asking) return;
    live.feed.start();
    return () => live.feed.stop();
  }, [asking, live]);

  return (
    <I18nContext.Provider value={i18n}>
      <LiveProvider value={live}>
        {ready ? <LivePage /> : <JoinPage state={state} onJoin={(nickname) => void session.join(nickname)} />}
        <Announcer words={words} />
      </LiveProvider>
    </I18nContext.Provider>
  );
}
