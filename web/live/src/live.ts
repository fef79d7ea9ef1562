/** What every part of the page may use. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { LiveQuery } from '../generated/audience';
import type { Api } from './api/api';
import type { Feed } from './feed/feed';

export type View = LiveQuery;

export interface Live {
  slug: string;
  api: Api;
  feed: Feed<View>;
  /** Read out to those who do not see the screen. */
  announce: (text: string) => void;
}

const LiveContext = createContext<Live | null>(null);
export const LiveProvider = LiveContext.Provider;

export function useLive(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error('useLive outside of LiveProvider');
  return live;
}
