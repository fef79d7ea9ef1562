import { Client, cacheExchange, fetchExchange, mapExchange, type Operation } from 'urql';
import { faultOf } from './fault';
import { steadyFetch } from './transport';
import { wholeExchange } from './whole';

declare module 'urql' {
  interface OperationContext {
    /** One per intent of the person, the same when it is sent again. */
    idempotencyKey?: string;
  }
}

const HEADERS = { accept: 'application/graphql-response+json', 'content-type': 'application/json' };

/**
 * The document cache is enough here: the console reads what it shows, and a mutation that names a type
 * makes the open queries of that type ask again. Nothing is guessed ahead of the server, least of all money.
 */
export function createClient(onSignedOut: () => void): Client {
  return new Client({
    url: '/console/graphql',
    preferGetMethod: false,
    fetch: steadyFetch,
    fetchOptions: { credentials: 'same-origin', headers: HEADERS },
    exchanges: [
      wholeExchange(),
      mapExchange({
        onOperation: (operation) => (operation.kind === 'mutation' ? withKey(operation) : operation),
        onError: (error) => {
          if (faultOf(error)?.code === 'UNAUTHENTICATED') onSignedOut();
        },
      }),
      cacheExchange,
      fetchExchange,
    ],
  });
}

function withKey(operation: Operation): Operation {
  const key = operation.context.idempotencyKey ?? crypto.randomUUID();
  const fetchOptions = {
    credentials: 'same-origin' as const,
    headers: { ...HEADERS, 'idempotency-key': key },
  };
  return { ...operation, context: { ...operation.context, fetchOptions } };
}
