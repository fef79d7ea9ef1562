import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { useCallback, useState } from 'react';
import { type AnyVariables, useClient } from 'urql';
import { type Fault, faultOf } from './fault';
import { Intent } from './intent';

export type Answer<Result> = { data: Result; fault?: undefined } | { data?: undefined; fault: Fault };

export interface Action<Result, Variables> {
  /** The data, or the fault. */
  ask: (variables: Variables) => Promise<Answer<Result>>;
  /** The data alone; nothing when it failed, and then `fault` says why. */
  run: (variables: Variables) => Promise<Result | undefined>;
  pending: boolean;
  /** The fault of the last try, for the screen. */
  fault: Fault | undefined;
  forget: () => void;
}

const NO_DATA: Fault = { code: 'INTERNAL', message: 'an answer without data' };

/**
 * A mutation as a person's action, keyed by intent, with its fault kept for the screen. Queries that show a
 * type in its answer are asked again; `changes` names the type where the answer holds none of it, as after
 * a deletion.
 */
export function useAction<Result, Variables extends AnyVariables>(
  document: TypedDocumentNode<Result, Variables>,
  changes?: 'Segment' | 'Campaign' | 'Member' | 'MemberSession' | 'SecondFactor' | 'OwnIdentity',
): Action<Result, Variables> {
  const client = useClient();
  const [intent] = useState(() => new Intent());
  const [pending, setPending] = useState(false);
  const [fault, setFault] = useState<Fault>();

  const ask = useCallback(
    async (variables: Variables): Promise<Answer<Result>> => {
      setPending(true);
      setFault(undefined);
      const context = { idempotencyKey: intent.keyFor(variables), additionalTypenames: changes && [changes] };
      const result = await client.mutation(document, variables, context).toPromise();
      const failed = faultOf(result.error) ?? (result.data ? undefined : NO_DATA);
      if (failed?.code !== 'UNREACHABLE') intent.answered();
      setFault(failed);
      setPending(false);
      return failed || !result.data ? { fault: failed ?? NO_DATA } : { data: result.data };
    },
    [client, document, intent, changes],
  );

  const run = useCallback(async (variables: Variables) => (await ask(variables)).data, [ask]);
  const forget = useCallback(() => setFault(undefined), []);
  return { ask, run, pending, fault, forget };
}
