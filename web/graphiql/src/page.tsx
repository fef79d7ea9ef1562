import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { useState } from 'react';
import { type Api, apis, audience } from './apis';
import { GuestToken } from './guest-token';
import { storageOf } from './storage';

function connect(api: Api) {
  return {
    fetcher: createGraphiQLFetcher({
      url: api.endpoint,
      headers: { Accept: 'application/graphql-response+json' },
      enableIncrementalDelivery: false,
    }),
    storage: storageOf(`graphiql-${api.name.toLowerCase()}`),
  };
}

export function Page({ api }: { api: Api }) {
  const [{ fetcher, storage }] = useState(() => connect(api));
  return (
    <GraphiQL
      fetcher={fetcher}
      storage={storage}
      defaultQuery={api.query}
      defaultEditorToolsVisibility="headers"
    >
      <GraphiQL.Logo>
        <div className="ovation">
          {api === audience && <GuestToken />}
          <Switch now={api} />
        </div>
      </GraphiQL.Logo>
    </GraphiQL>
  );
}

function Switch({ now }: { now: Api }) {
  return (
    <nav className="ovation-switch" aria-label="API">
      {apis.map((api) => (
        <a
          key={api.name}
          href={api.page}
          title={api.endpoint}
          aria-current={api === now ? 'page' : undefined}
        >
          {api.name}
        </a>
      ))}
    </nav>
  );
}
