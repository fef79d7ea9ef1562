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

-- Eight at once: a call from a script costs more than what it does. Written out, since a managed cluster reads the keys of a
-- call where it stands.
local function held_of(viewers)
  local held, n = {}, 1
  while n + 7 <= #viewers do
    local found = redis.call('HMGET', KEYS[2], viewers[n], viewers[n + 1], viewers[n + 2], viewers[n + 3], viewers[n + 4], viewers[n + 5], viewers[n + 6], viewers[n + 7])
    for at = 0, 7 do held[viewers[n + at]] = found[at + 1] or nil end
    n = n + 8
  end
  for at = n, #viewers do held[viewers[at]] = redis.call('HGET', KEYS[2], viewers[at]) or nil end
  return held
end
-- Viewer, claim, viewer, claim …
local function hold_all(w)
  local n = 1
  while n + 15 <= #w do
    redis.call('HSET', KEYS[2], w[n], w[n + 1], w[n + 2], w[n + 3], w[n + 4], w[n + 5], w[n + 6], w[n + 7], w[n + 8], w[n + 9], w[n + 10], w[n + 11], w[n + 12], w[n + 13], w[n + 14], w[n + 15])
    n = n + 16
  end
  for at = n, #w, 2 do redis.call('HSET', KEYS[2], w[at], w[at + 1]) end
end
-- Time, viewer, time, viewer …
local function wait_all(w)
  local n = 1
  while n + 15 <= #w do
    redis.call('ZADD', KEYS[3], w[n], w[n + 1], w[n + 2], w[n + 3], w[n + 4], w[n + 5], w[n + 6], w[n + 7], w[n + 8], w[n + 9], w[n + 10], w[n + 11], w[n + 12], w[n + 13], w[n + 14], w[n + 15])
    n = n + 16
  end
  for at = n, #w, 2 do redis.call('ZADD', KEYS[3], w[at], w[at + 1]) end
end
local function wait_no_more(viewers)
  local n = 1
  while n + 7 <= #viewers do
    redis.call('ZREM', KEYS[3], viewers[n], viewers[n + 1], viewers[n + 2], viewers[n + 3], viewers[n + 4], viewers[n + 5], viewers[n + 6], viewers[n + 7])
    n = n + 8
  end
  for at = n, #viewers do redis.call('ZREM', KEYS[3], viewers[at]) end
end
local function add_pair(words, one, other)
  words[#words + 1] = one
  words[#words + 1] = other
end

-- Reads `lost` and `known` claims. give_back(value, confirmed), settle(value, own): what the primitive does with values;
-- `own` is one that this viewer held already, so that it is not free.
local function learn(lost, known, give_back, settle)
  for _ = 1, lost do
    drop_pending(arg(), arg(), arg())
  end
  local viewers, claims, values = {}, {}, {}
  for n = 1, known do
    local viewer, at, value = ARGV[at_arg + 1], ARGV[at_arg + 2], ARGV[at_arg + 3]
    viewers[n], claims[n], values[n] = viewer, at .. ':' .. value, value
    at_arg = at_arg + 3
  end
  local all, newly, hold, settled = held_of(viewers), 0, {}, {}
  for n, viewer in ipairs(viewers) do
    local claim, value = claims[n], values[n]
    local held = all[viewer]
    all[viewer] = 'c' .. claim
    add_pair(hold, viewer, all[viewer])
    if held == 'p' .. claim then
      -- As it was decided here: nearly always.
      newly = newly + 1
      settled[#settled + 1] = viewer
      settle(value, true)
    else
      local was_confirmed = held and string.sub(held, 1, 1) == 'c'
      local other = held and value_of(held) ~= value
      if not was_confirmed then
        newly = newly + 1
        if held then settled[#settled + 1] = viewer end
      end
      if other then give_back(value_of(held), was_confirmed) end
      if other or not was_confirmed then settle(value, held and not other) end
    end
  end
  hold_all(hold)
  wait_no_more(settled)
  if newly > 0 then redis.call('HINCRBY', KEYS[1], 'confirmed', newly) end
end

-- Reads plays (viewer, at, choice); says, with spaces between them: the claim held, or a new one of pick(choice), or 's'
-- where that is nil.
local function decide(plays, pick)
  local viewers, ats, choices = {}, {}, {}
  for n = 1, plays do
    viewers[n], ats[n], choices[n] = ARGV[at_arg + 1], ARGV[at_arg + 2], ARGV[at_arg + 3]
    at_arg = at_arg + 3
  end
  local all, out, hold, wait = held_of(viewers), {}, {}, {}
  for n, viewer in ipairs(viewers) do
    local held = all[viewer]
    if not held then
      local value = pick(choices[n])
      if value then
        local claim = ats[n] .. ':' .. value
        all[viewer] = 'p' .. claim
        add_pair(hold, viewer, all[viewer])
        add_pair(wait, ats[n], viewer)
        held = 'n' .. claim
      else
        held = 's'
      end
    end
    out[n] = held
  end
  hold_all(hold)
  wait_all(wait)
  return { 'ready', table.concat(out, ' ') }
end
