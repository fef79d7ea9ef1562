/** Puts the page together: address → channel, session, client, feed → the screen. */
import { render } from 'preact';
import { LiveDocument } from '../generated/audience';
import { Api } from './api/api';
import { App } from './app';
import { Feed } from './feed/feed';
import { chooseLocale, type Locale } from './i18n/i18n';
import type { Live, View } from './live';
import { keepIn, storage } from './session/keep';
import { Session } from './session/session';
import './styles/base.css';
import { Signal } from './ui/signal';

const LANGUAGE_KEY = 'ovation.language';

function start(root: HTMLElement): void {
  const slug = /^\/live\/([^/]+)/.exec(location.pathname)?.[1] ?? '';
  const local = storage('localStorage');
  const keep = keepIn(slug, storage('sessionStorage'), local);
  const session = sessionFor(slug, keep);
  const api = new Api({ session });
  const feed = new Feed<View>({ load: () => api.load(LiveDocument, {}), hidden: () => document.hidden });
  const words = new Signal('');
  const live: Live = { slug, api, feed, announce: (text) => words.set(text) };

  document.addEventListener('visibilitychange', () => !document.hidden && feed.nudge());
  addEventListener('online', () => feed.nudge());
  addEventListener('hashchange', () => {
    if (takeFragment(session)) feed.nudge();
  });

  const locale = chooseLocale(location.search, local.getItem(LANGUAGE_KEY), navigator.languages);
  const onLocale = (next: Locale) => local.setItem(LANGUAGE_KEY, next);
  render(<App live={live} session={session} words={words} locale={locale} onLocale={onLocale} />, root);
}

function sessionFor(slug: string, keep: ReturnType<typeof keepIn>): Session {
  const session = new Session({ slug, keep });
  takeFragment(session);
  session.begin();
  return session;
}

function takeFragment(session: Session): boolean {
  if (!session.adopt(location.hash)) return false;
  history.replaceState(history.state, '', location.pathname + location.search);
  return true;
}

const root = document.getElementById('app');
if (root) start(root);
