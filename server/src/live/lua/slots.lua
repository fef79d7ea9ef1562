-- Pool and roll: lessons, then plays. ARGV: epoch, lost, known, plays, then (viewer, at, value) for each of them.
local lost, known, plays = number(), number(), number()
local no = refused()
if no then return no end

local meta = redis.call('HMGET', KEYS[1], 'next', 'last')
local first = tonumber(meta[1])
local next, last = first, tonumber(meta[2])

local function give_back(value) redis.call('ZADD', KEYS[4], value, value) end
local function settle(value)
  local slot = tonumber(value)
  if slot < next then
    redis.call('ZREM', KEYS[4], value)
  else
    for gap = next, slot - 1 do give_back(whole(gap)) end
    next = slot + 1
  end
end
learn(lost, known, give_back, settle)

local returned = redis.call('ZCARD', KEYS[4])
local function pick()
  if returned > 0 then
    returned = returned - 1
    return redis.call('ZPOPMIN', KEYS[4])[1]
  end
  if last and next > last then return nil end
  next = next + 1
  return whole(next - 1)
end
local out = decide(plays, pick, { 'ready' })
if next ~= first then redis.call('HSET', KEYS[1], 'next', whole(next)) end
return out
