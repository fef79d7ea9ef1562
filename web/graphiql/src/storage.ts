/** GraphiQL keeps tabs and history in the browser under fixed names; each API gets its own. */
import type { GraphiQLProps } from 'graphiql';

type Keeper = NonNullable<GraphiQLProps['storage']>;

export function storageOf(name: string): Keeper {
  const prefix = `${name}:`;
  const own = () => Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  return {
    getItem: (key) => localStorage.getItem(prefix + key),
    setItem: (key, value) => localStorage.setItem(prefix + key, value),
    removeItem: (key) => localStorage.removeItem(prefix + key),
    clear: () => {
      for (const key of own()) localStorage.removeItem(key);
    },
    get length() {
      return own().length;
    },
  };
}
