/** A page around one component, for tests: scripted answers of the server, nothing else pretended. */
import { render } from '@testing-library/preact';
import type { ComponentChild } from 'preact';
import { vi } from 'vitest';
import { Api } from '../src/api/api';
import { Feed } from '../src/feed/feed';
import { I18nContext, translator } from '../src/i18n/i18n';
import { LiveProvider, type View } from '../src/live';

export type Answer = 'lost' | Record<string, unknown> | Promise<Record<string, unknown>>;

export function show(child: ComponentChild, answers: Answer[]) {
  const sent: { query: string; variables: Record<string, unknown> }[] = [];
  const announce = vi.fn();
  const api = new Api({
    session: { token: async () => 'token', renew: async () => {}, suspended: () => undefined },
    sleep: async () => {},
    fetch: async (_, init) => {
      sent.push(JSON.parse(String(init?.body)));
      const answer = await (answers.shift() ?? 'lost');
      if (answer === 'lost') throw new TypeError('connection reset');
      return new Response(JSON.stringify({ data: answer }));
    },
  });
  const feed = new Feed<View>({ load: () => new Promise(() => {}) });
  const page = (inner: ComponentChild) => (
    <I18nContext.Provider value={{ locale: 'zh-CN', t: translator('zh-CN'), setLocale: () => {} }}>
      <LiveProvider value={{ slug: 'cctv', api, feed, announce }}>{inner}</LiveProvider>
    </I18nContext.Provider>
  );
  const screen = render(page(child));
  return { ...screen, sent, announce, again: (inner: ComponentChild) => screen.rerender(page(inner)) };
}
