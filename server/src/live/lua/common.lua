-- What every script begins with. The same operations, step by step, as claims.rs, slots.rs and tally.rs.
--
-- KEYS: 1 meta (hash: epoch, ready, loaded, confirmed, next, last)   2 claims (hash: viewer -> <state><at>:<value>)
--       3 pending (by at)   4 returned (numbers that came back)   5 counts (hash: option -> confirmed claims)
-- <state> is p (pending) or c (confirmed). A tally's value is its options, "0,3,5".
-- ARGV: 1 epoch, then each script's own. Time and numbers of viewers come from outside, so a call can be repeated.
local at_arg = 1
local function arg()
  at_arg = at_arg + 1
  return ARGV[at_arg]
end
local function number() return tonumber(arg()) end
-- Lua would write large numbers with an exponent.
local function whole(n) return string.format('%.0f', n) end
local function value_of(held) return string.match(held, ':(.*)$') end

-- Why the state of this epoch can't be used, if it can't: as { word, detail }.
local function other_epoch(meta)
  if not meta[1] then return { 'missing' } end
  local current, epoch = tonumber(meta[1]), tonumber(ARGV[1])
  if current < epoch then return { 'missing' } end
  if current > epoch then return { 'stale', meta[1] } end
end

-- The count of claims is kept apart from the claims: a part that is gone (evicted, deleted) shows.
local function refused()
  local meta = redis.call('HMGET', KEYS[1], 'epoch', 'ready', 'loaded', 'confirmed')
  local other = other_epoch(meta)
  if other then return other end
  if meta[2] ~= '1' then return { 'loading', meta[3] } end
  local pending = redis.call('ZCARD', KEYS[3])
  if redis.call('HLEN', KEYS[2]) ~= tonumber(meta[4]) + pending then return { 'missing' } end
end

-- Removes the claim if it is still this one, pending. Says whether it did.
local function drop_pending(viewer, at, value)
  if redis.call('HGET', KEYS[2], viewer) ~= 'p' .. at .. ':' .. value then return false end
  redis.call('HDEL', KEYS[2], viewer)
  redis.call('ZREM', KEYS[3], viewer)
  return true
end

-- Reads `lost` and `known` claims. give_back(value, confirmed), settle(value): what the primitive does with values.
local function learn(lost, known, give_back, settle)
  for _ = 1, lost do
    drop_pending(arg(), arg(), arg())
  end
  for _ = 1, known do
    local viewer, at, value = arg(), arg(), arg()
    local held = redis.call('HGET', KEYS[2], viewer)
    local was_confirmed = held and string.sub(held, 1, 1) == 'c'
    local other = held and value_of(held) ~= value
    redis.call('HSET', KEYS[2], viewer, 'c' .. at .. ':' .. value)
    if not was_confirmed then
      redis.call('HINCRBY', KEYS[1], 'confirmed', 1)
      if held then redis.call('ZREM', KEYS[3], viewer) end
    end
    if other then give_back(value_of(held), was_confirmed) end
    if other or not was_confirmed then settle(value) end
  end
end

-- Reads plays (viewer, at, choice) into `out`: the claim held, or a new one of pick(choice), or 's' where that is nil.
local function decide(plays, pick, out)
  for _ = 1, plays do
    local viewer, at, choice = arg(), arg(), arg()
    local held = redis.call('HGET', KEYS[2], viewer)
    if not held then
      local value = pick(choice)
      if value then
        held = 'p' .. at .. ':' .. value
        redis.call('HSET', KEYS[2], viewer, held)
        redis.call('ZADD', KEYS[3], at, viewer)
        held = 'n' .. at .. ':' .. value
      else
        held = 's'
      end
    end
    out[#out + 1] = held
  end
  return out
end
