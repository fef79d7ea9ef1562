import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { graphql } from '../../generated';
import { nameOf, useTime } from '../session/channel';
import { roleOf, useSession } from '../session/me';
import { useSignOut } from '../session/use-sign-out';
import { menuOf } from './menu';
import { changeLanguage, otherLanguage } from './preference-buttons';
import { prefer, usePreferences } from './preferences';

const PaletteShowsDocument = graphql(`
  query PaletteShows {
    shows(first: 50) { nodes { id slug title startsAt campaigns { id title kind } } }
  }
`);

const PaletteChannelsDocument = graphql(`
  query PaletteChannels {
    channels(first: 100) { nodes { id slug nameZh nameEn } }
  }
`);

export interface Command {
  id: string;
  title: string;
  /** Where it belongs, in small letters. */
  hint: string;
  run: () => void;
}

/** Where one can go and what one can do, by role: places first, then things by name, then the switches. */
export function useCommands(): readonly Command[] {
  const { t } = useTranslation();
  const session = useSession();
  const navigate = useNavigate();
  const places = menuOf(roleOf(session)).map((entry) => ({
    id: entry.name,
    title: t(`menu.${entry.name}`),
    hint: `g ${entry.key}`,
    run: () => void navigate({ to: entry.to }),
  }));
  return [...places, ...useThings(), ...useSwitches()];
}

function useThings(): Command[] {
  const { t, i18n } = useTranslation();
  const atChannel = useSession().channel !== null;
  const navigate = useNavigate();
  const time = useTime();
  const [shows] = useQuery({ query: PaletteShowsDocument, pause: !atChannel });
  const [channels] = useQuery({ query: PaletteChannelsDocument, pause: atChannel });

  const ofShow = (shows.data?.shows.nodes ?? []).flatMap((show) => [
    {
      id: show.slug,
      title: show.title,
      hint: time(show.startsAt, 'day'),
      run: () => void navigate({ to: '/shows/$showId', params: { showId: show.id } }),
    },
    ...show.campaigns.map((campaign) => ({
      id: campaign.id,
      title: campaign.title,
      hint: t(`kind.${campaign.kind}`),
      run: () => void navigate({ to: '/campaigns/$campaignId', params: { campaignId: campaign.id } }),
    })),
  ]);
  const ofPlatform = (channels.data?.channels.nodes ?? []).map((channel) => ({
    id: channel.slug,
    title: nameOf(channel, i18n.language),
    hint: channel.slug,
    run: () => void navigate({ to: '/channels/$slug', params: { slug: channel.slug } }),
  }));
  return [...ofShow, ...ofPlatform];
}

function useSwitches(): Command[] {
  const { t } = useTranslation();
  const { theme, language } = usePreferences();
  const signOut = useSignOut();
  const navigate = useNavigate();
  const dark = theme === 'dark';
  return [
    {
      id: 'theme',
      title: t(dark ? 'ui.light' : 'ui.dark'),
      hint: '',
      run: () => prefer({ theme: dark ? 'light' : 'dark' }),
    },
    {
      id: 'language',
      title: t('ui.otherLanguage'),
      hint: '',
      run: () => void changeLanguage(otherLanguage(language)),
    },
    {
      id: 'security',
      title: t('security.title'),
      hint: '',
      run: () => void navigate({ to: '/security' }),
    },
    { id: 'signout', title: t('session.signOut'), hint: '', run: () => void signOut() },
  ];
}
