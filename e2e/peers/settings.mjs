// What a peer is told by its environment: where everything is, and which documents apps send by hash.
import { readFileSync } from 'node:fs'

export const port = Number(process.env.PORT)
export const redisUrl = process.env.REDIS_URL
export const databaseUrl = process.env.DATABASE_URL
/** Each peer keeps its own keys and rows. */
export const peer = process.env.PEER
/** SHA-256 → words, as an app's build makes it. */
export const documents = new Map(Object.entries(JSON.parse(readFileSync(process.env.DOCUMENTS, 'utf8'))))
/** Ed25519, as Ovation's own tokens. */
export const publicKey = readFileSync(process.env.PUBLIC_KEY, 'utf8')
