import { createContext, useContext } from 'react';
import { type FragmentType, graphql, readFragment } from '../../generated';
import type { Role, SessionPartsFragment } from '../../generated/graphql';

export const MeDocument = graphql(`
  query Me {
    me {
      ...SessionParts
    }
  }
`);

export const SessionParts = graphql(`
  fragment SessionParts on Me {
    member { id name email role }
    channel { id slug nameZh nameEn timeZone currency primaryColor logoUrl supportAccess { id role } }
    isSupport
    sessionExpiresAt
    mustEnrol
  }
`);

export type Session = SessionPartsFragment;

export function readSession(me: FragmentType<typeof SessionParts> | null | undefined): Session | undefined {
  return me ? readFragment(SessionParts, me) : undefined;
}

const SessionContext = createContext<Session | undefined>(undefined);
export const SessionProvider = SessionContext.Provider;

/** Who is signed in. Only below the shell, which shows nothing to nobody. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('useSession outside of the shell');
  return session;
}

export function roleOf(session: Session): Role {
  // Support is what the channel's owner has let it be.
  const support = session.isSupport ? session.channel?.supportAccess : undefined;
  return support?.role ?? session.member.role;
}
