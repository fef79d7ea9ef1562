-- Numbers on their way from one shard of a pool to another: sent and kept, taken in, done. Each step may be repeated, and
-- a parcel that nobody finished is found again. ARGV: epoch, step, then
--   send: the other shard, how many it wants (0: none), spans at most
--   take: the other shard, the parcel's number, how many, then (first, last) for each span
--   done: the other shard, the parcel's number
local SHARE = 2
local step, other = arg(), arg()
local no = refused()
if no then return no end

if step == 'take' then
  local sent = number()
  if tonumber(redis.call('HGET', KEYS[6], 'in:' .. other) or '0') >= sent then return { 'ready' } end
  local spans = number()
  for _ = 1, spans do
    local first, last = number(), number()
    keep(first, last)
    left_by, grown_by = left_by + last - first + 1, grown_by + 1
  end
  redis.call('HSET', KEYS[6], 'in:' .. other, whole(sent))
  write_counts()
  return { 'ready' }
elseif step == 'done' then
  local parcel = redis.call('HGET', KEYS[6], 'out:' .. other)
  if parcel and string.match(parcel, '^%d+') == arg() then redis.call('HDEL', KEYS[6], 'out:' .. other) end
  return { 'ready' }
end

local wanted, spans_max = number(), number()
local left = tonumber(redis.call('HGET', KEYS[1], 'left'))
if wanted > 0 and left > 0 and redis.call('HEXISTS', KEYS[6], 'out:' .. other) == 0 then
  local count = math.max(math.ceil(left / SHARE), math.min(wanted, left))
  local spans = {}
  -- The largest numbers: the sender goes on with the smallest.
  while count > 0 and #spans < spans_max do
    local largest = redis.call('ZPOPMAX', KEYS[4])[1]
    if not largest then break end
    local first, last = span(largest)
    local from = math.max(first, last - count + 1)
    if first < from then keep(first, from - 1) end
    spans[#spans + 1] = whole(from) .. ':' .. whole(last)
    count = count - (last - from + 1)
    left_by = left_by - (last - from + 1)
  end
  local sent = redis.call('HINCRBY', KEYS[1], 'sent', 1)
  redis.call('HSET', KEYS[6], 'out:' .. other, whole(sent) .. ' ' .. table.concat(spans, ','))
  write_counts()
end

local state = redis.call('HMGET', KEYS[1], 'left', 'grown', 'confirmed')
local out = { 'ready', state[1], state[2], state[3], tostring(redis.call('ZCARD', KEYS[3])) }
local parcels = redis.call('HGETALL', KEYS[6])
for n = 1, #parcels, 2 do
  local to = string.match(parcels[n], '^out:(%d+)$')
  if to then
    out[#out + 1] = to
    out[#out + 1] = parcels[n + 1]
  end
end
return out
