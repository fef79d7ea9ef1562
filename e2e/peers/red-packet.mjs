// Snatch a red packet: Redis refuses early and hands out slots, PostgreSQL grants, and then the viewer is answered.
import Redis from 'ioredis'
import postgres from 'postgres'
import { databaseUrl, peer, redisUrl } from './settings.mjs'

// Commands of one turn of the event loop share one write.
const redis = new Redis(redisUrl, { enableAutoPipelining: true })
// Pipelines queries on its connections, and prepares each statement once.
const sql = postgres(databaseUrl, { max: 16, onnotice: () => {} })

redis.defineCommand('grab', {
  numberOfKeys: 2,
  lua: `
    local got = redis.call('HGET', KEYS[1], ARGV[1])
    if got then return {'ALREADY', got} end
    local pool = redis.call('HMGET', KEYS[2], 'packets', 'taken')
    if not pool[1] then return {'NOT_OPEN'} end
    local slot = tonumber(pool[2])
    if slot >= tonumber(pool[1]) then return {'SOLD_OUT'} end
    redis.call('HINCRBY', KEYS[2], 'taken', 1)
    redis.call('HSET', KEYS[1], ARGV[1], slot)
    return {'WON', slot}`,
})

const FULL = 1_000_000
const CAMPAIGNS = 400

/** One campaign that is sold out, and many that are not. */
export async function prepare() {
  await sql`CREATE TABLE IF NOT EXISTS grants (
    peer text NOT NULL, campaign text NOT NULL, slot bigint NOT NULL, viewer text NOT NULL, amount_fen bigint NOT NULL,
    granted_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (peer, campaign, slot), UNIQUE (peer, campaign, viewer))`
  const open = (campaign, packets) => redis.hset(keysOf(campaign)[1], { packets, taken: 0 })
  await open('sold-out', 0)
  for (let number = 1; number <= CAMPAIGNS; number++) await open(`full-${number}`, FULL)
}

function keysOf(campaign) {
  return [`{${peer}:${campaign}}:claims`, `{${peer}:${campaign}}:pool`]
}

/** Of a slot: the same for everyone who asks. */
function amountOf(slot) {
  return ((slot * 7919) % 199) + 1
}

export async function grabRedPacket(viewer, campaign) {
  const [outcome, given] = await redis.grab(...keysOf(campaign), viewer)
  if (given === undefined) return { outcome, grant: null }
  const slot = Number(given)
  const amount = amountOf(slot)
  if (outcome === 'WON') {
    await sql`INSERT INTO grants (peer, campaign, slot, viewer, amount_fen)
      VALUES (${peer}, ${campaign}, ${slot}, ${viewer}, ${amount}) ON CONFLICT DO NOTHING`
  }
  const money = { amount: (amount / 100).toFixed(2), currency: 'CNY' }
  return { outcome, grant: { id: `${campaign}-${slot}`, award: { __typename: 'MoneyAward', money } } }
}
