import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { calls, currentWall, playable } from './campaign/order';
import { PlayList } from './campaign/play-list';
import { ChannelBar } from './channel/channel-bar';
import { themeOf } from './channel/theme';
import { Wall } from './comment-wall/wall';
import { useI18n } from './i18n/i18n';
import { useLive, type View } from './live';
import css from './live-page.module.css';
import { MyPrizes } from './prizes/my-prizes';
import { Hero } from './show/hero';
import { Programme } from './show/programme';
import { Splash } from './show/splash';
import { Empty } from './ui/empty';
import { useSignal } from './ui/signal';
import { type Tab, Tabs } from './ui/tabs';

export function LivePage() {
  const view = useSignal(useLive().feed.view);
  return view ? <Sections view={view} /> : <Splash />;
}

function Sections({ view }: { view: View }) {
  const { t } = useI18n();
  const [tab, setTab] = useState<Tab>('play');
  const { channel, viewer } = view;
  const show = channel.currentShow;
  const campaigns = playable(show?.campaigns ?? []);
  const wall = currentWall(show?.campaigns ?? []);
  useChannelLook(channel);

  const open = (next: Tab) => {
    setTab(next);
    window.scrollTo({ top: 0 });
  };

  return (
    <div class={css.page} data-tab={tab}>
      <header class={css.top}>
        <ChannelBar channel={channel} />
        <Hero show={show} compact={tab !== 'play'} />
      </header>
      <main class={css.sections}>
        <Section tab="play" title={t('play.title')} bare>
          {show ? <PlayList campaigns={campaigns} /> : <Empty title={t('app.noShowHint')} />}
        </Section>
        <div class={css.side}>
          <Section tab="wall" title={t('wall.title')}>
            {wall ? (
              <Wall key={wall.id} campaign={wall} nickname={viewer.nickname} />
            ) : (
              <Empty title={t('wall.none')} />
            )}
          </Section>
          <Section tab="prizes" title={t('prizes.title')}>
            <MyPrizes grants={viewer.grants.nodes} />
          </Section>
          <Section tab="programme" title={t('show.programme')}>
            {show ? <Programme show={show} /> : <Empty title={t('show.programmeEmpty')} />}
          </Section>
        </div>
      </main>
      <Tabs current={tab} news={new Set<Tab>(campaigns.some(calls) ? ['play'] : [])} onChange={open} />
    </div>
  );
}

interface SectionProps {
  tab: Tab;
  title: string;
  /** Its children bring their own cards. */
  bare?: boolean;
  children: ComponentChildren;
}

function Section({ tab, title, bare, children }: SectionProps) {
  return (
    <section class={bare ? css.section : css.boxed} data-section={tab} aria-labelledby={`section-${tab}`}>
      <h2 id={`section-${tab}`} class={css.heading}>
        {title}
      </h2>
      {children}
    </section>
  );
}

/** The channel's colour and name, on the whole page. */
function useChannelLook({ name, branding }: View['channel']): void {
  const { t } = useI18n();
  const { primaryColor } = branding;
  useEffect(() => {
    const theme = themeOf(primaryColor);
    const { style } = document.documentElement;
    for (const [shade, color] of Object.entries(theme)) style.setProperty(`--brand-${shade}`, color);
    document.querySelector('meta[name="theme-color"]')?.setAttribute('content', theme.deep);
  }, [primaryColor]);
  useEffect(() => {
    document.title = t('app.title', { channel: name });
  }, [name, t]);
}
