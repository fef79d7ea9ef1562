import { useNavigate, useRouteContext } from '@tanstack/react-router';
import { useState } from 'react';
import { CodeForm } from './code-form';
import { PasswordForm } from './password-form';
import type { Refused } from './refusal';
import { signInRoute } from './sign-in.route';
import { SignInStage } from './sign-in-stage';

export function SignInPage() {
  const { next } = signInRoute.useSearch();
  const { newSession } = useRouteContext({ from: '__root__' });
  const navigate = useNavigate();
  /** The password was right; what the second step is asked with. */
  const [challenge, setChallenge] = useState<string>();
  const [refused, setRefused] = useState<Refused>();

  const enter = async () => {
    newSession();
    await navigate({ to: next ?? '/' });
  };
  const startOver = (why?: Refused) => {
    setChallenge(undefined);
    setRefused(why);
  };
  return (
    <SignInStage>
      {challenge === undefined ? (
        <PasswordForm refused={refused} onChallenge={setChallenge} onEntered={enter} />
      ) : (
        <CodeForm challenge={challenge} onStartOver={startOver} onEntered={enter} />
      )}
    </SignInStage>
  );
}
