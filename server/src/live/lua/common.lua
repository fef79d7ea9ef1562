-- What every script begins with. The same operations, step by step, as claims.rs, slots.rs, parcel.rs and tally.rs.
--
-- KEYS: 1 state (hash: epoch, ready, loaded, confirmed, left, grown, sent)   2 claims (hash: viewer -> <state><at>:<value>)
--       3 pending (by at)   4 free (spans of numbers, <first>:<last>, by first)   5 counts (hash: option -> confirmed claims)
--       6 parcels (hash: out:<shard> -> <number> <spans>, in:<shard> -> number)
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
local function other_epoch(state)
  if not state[1] then return { 'missing' } end
  local current, epoch = tonumber(state[1]), tonumber(ARGV[1])
  if current < epoch then return { 'missing' } end
  if current > epoch then return { 'stale', state[1] } end
end

-- The counts of claims and of free numbers are kept apart from these: a part that is gone (evicted, deleted) shows.
local function refused()
  local state = redis.call('HMGET', KEYS[1], 'epoch', 'ready', 'loaded', 'confirmed', 'left')
  local other = other_epoch(state)
  if other then return other end
  if state[2] ~= '1' then return { 'loading', state[3] } end
  local pending = redis.call('ZCARD', KEYS[3])
  if redis.call('HLEN', KEYS[2]) ~= tonumber(state[4]) + pending then return { 'missing' } end
  if tonumber(state[5]) > 0 and redis.call('ZCARD', KEYS[4]) == 0 then return { 'missing' } end
end

-- Free numbers, as spans. What a script changes of their count is written once, at its end.
local left_by, grown_by = 0, 0
local function span(text)
  local first, last = string.match(text, '^(%d+):(%d+)$')
  return tonumber(first), tonumber(last)
end
local function keep(first, last) redis.call('ZADD', KEYS[4], whole(first), whole(first) .. ':' .. whole(last)) end
-- The span that the number lies in, as text, first, last.
local function span_of(n)
  local near = redis.call('ZREVRANGEBYSCORE', KEYS[4], whole(n), '-inf', 'LIMIT', 0, 1)
  if not near[1] then return end
  local first, last = span(near[1])
  if last >= n then return near[1], first, last end
end
local function put_back(value)
  local n = tonumber(value)
  if span_of(n) then return end
  keep(n, n)
  left_by, grown_by = left_by + 1, grown_by + 1
end
local function take_out(value)
  local n = tonumber(value)
  local text, first, last = span_of(n)
  if not text then return end
  redis.call('ZREM', KEYS[4], text)
  if first < n then keep(first, n - 1) end
  if n < last then keep(n + 1, last) end
  left_by = left_by - 1
end
local function write_counts()
  if left_by ~= 0 then redis.call('HINCRBY', KEYS[1], 'left', whole(left_by)) end
  if grown_by ~= 0 then redis.call('HINCRBY', KEYS[1], 'grown', whole(grown_by)) end
end

-- Removes the claim if it is still this one, pending. Says whether it did.
local function drop_pending(viewer, at, value)
  if redis.call('HGET', KEYS[2], viewer) ~= 'p' .. at .. ':' .. value then return false end
  redis.call('HDEL', KEYS[2], viewer)
  redis.call('ZREM', KEYS[3], viewer)
  return true
end

-- Reads `lost` and `known` claims. give_back(value, confirmed), settle(value, own): what the primitive does with values;
-- `own` is one that this viewer held already, so that it is not free.
local function learn(lost, known, give_back, settle)
  for _ = 1, lost do
    drop_pending(arg(), arg(), arg())
  end
  local newly = 0
  for _ = 1, known do
    local viewer, at, value = arg(), arg(), arg()
    local held = redis.call('HGET', KEYS[2], viewer)
    local was_confirmed = held and string.sub(held, 1, 1) == 'c'
    local other = held and value_of(held) ~= value
    redis.call('HSET', KEYS[2], viewer, 'c' .. at .. ':' .. value)
    if not was_confirmed then
      newly = newly + 1
      if held then redis.call('ZREM', KEYS[3], viewer) end
    end
    if other then give_back(value_of(held), was_confirmed) end
    if other or not was_confirmed then settle(value, held and not other) end
  end
  if newly > 0 then redis.call('HINCRBY', KEYS[1], 'confirmed', newly) end
end

-- Reads plays (viewer, at, choice); says, with spaces between them: the claim held, or a new one of pick(choice), or 's'
-- where that is nil.
local function decide(plays, pick)
  local out = {}
  for n = 1, plays do
    local viewer, at, choice = arg(), arg(), arg()
    local held = redis.call('HGET', KEYS[2], viewer)
    if not held then
      local value = pick(choice)
      if value then
        held = at .. ':' .. value
        redis.call('HSET', KEYS[2], viewer, 'p' .. held)
        redis.call('ZADD', KEYS[3], at, viewer)
        held = 'n' .. held
      else
        held = 's'
      end
    end
    out[n] = held
  end
  return { 'ready', table.concat(out, ' ') }
end
