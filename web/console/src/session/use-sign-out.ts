import { useNavigate, useRouteContext } from '@tanstack/react-router';
import { graphql } from '../../generated';
import { useAction } from '../api/use-action';

const SignOutDocument = graphql(`
  mutation SignOut {
    signOut {
      signedOut
    }
  }
`);

export function useSignOut(): () => Promise<void> {
  const { run } = useAction(SignOutDocument);
  const { newSession } = useRouteContext({ from: '__root__' });
  const navigate = useNavigate();
  return async () => {
    await run({});
    newSession();
    await navigate({ to: '/signin' });
  };
}
