// Fastify and mercurius, its queries compiled by graphql-jit, documents by hash.
import Fastify from 'fastify'
import mercurius from 'mercurius'
import { viewerOf } from './identity.mjs'
import { prepare } from './red-packet.mjs'
import { resolvers, typeDefs } from './schema.mjs'
import { documents, port } from './settings.mjs'

await prepare()
const app = Fastify({ logger: false })
app.register(mercurius, {
  schema: typeDefs,
  resolvers,
  jit: 1,
  graphiql: false,
  context: (request) => ({ viewer: viewerOf(request.headers.authorization) }),
  onlyPersisted: false,
  persistedQueryProvider: {
    isPersistedQuery: (request) => request.extensions?.persistedQuery !== undefined,
    getHash: (request) => request.extensions.persistedQuery.sha256Hash,
    getQueryFromHash: async (hash) => documents.get(hash),
    notFoundError: 'PERSISTED_QUERY_NOT_FOUND',
  },
})
await app.listen({ host: '127.0.0.1', port })
