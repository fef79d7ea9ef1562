// Apollo Server 5 on Fastify, automatic persisted queries known beforehand.
import { ApolloServer } from '@apollo/server'
import fastifyApollo from '@as-integrations/fastify'
import { InMemoryLRUCache } from '@apollo/utils.keyvaluecache'
import Fastify from 'fastify'
import { viewerOf } from './identity.mjs'
import { prepare } from './red-packet.mjs'
import { resolvers, typeDefs } from './schema.mjs'
import { documents, port } from './settings.mjs'

await prepare()
const cache = new InMemoryLRUCache()
for (const [hash, words] of documents) await cache.set(`apq:${hash}`, words)
const apollo = new ApolloServer({ typeDefs, resolvers, introspection: false, persistedQueries: { cache } })
await apollo.start()
const app = Fastify({ logger: false })
app.register(fastifyApollo(apollo), {
  context: async (request) => ({ viewer: viewerOf(request.headers.authorization) }),
})
await app.listen({ host: '127.0.0.1', port })
