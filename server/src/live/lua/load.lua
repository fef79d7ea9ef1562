-- A rebuild, step by step. ARGV: epoch, step, then
--   begin: nothing      claims: 1 if values are options to be counted, how many, then (viewer, at, value) for each
--   free: how many, then (first, last) for each span      finish: nothing
local step = arg()
local state = redis.call('HMGET', KEYS[1], 'epoch', 'ready', 'loaded')
local other = other_epoch(state)

if step == 'begin' then
  local resent = not other and state[2] ~= '1' and state[3] == '0'
  if not resent and not (other and other[1] == 'missing') then return { 'stale', state[1] } end
  redis.call('UNLINK', KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6])
  redis.call('HSET', KEYS[1], 'epoch', ARGV[1], 'ready', 0, 'loaded', 0, 'confirmed', 0, 'left', 0, 'grown', 0, 'sent', 0)
  return { 'ready' }
end

if other then return other end
if state[2] == '1' then return { 'ready' } end
if step == 'claims' then
  local counted, claims = number() == 1, number()
  local new = 0
  for _ = 1, claims do
    local viewer, at, value = arg(), arg(), arg()
    if redis.call('HSET', KEYS[2], viewer, 'c' .. at .. ':' .. value) == 1 then
      new = new + 1
      if counted then
        for option in string.gmatch(value, '%d+') do redis.call('HINCRBY', KEYS[5], option, 1) end
      end
    end
  end
  redis.call('HINCRBY', KEYS[1], 'confirmed', new)
  redis.call('HINCRBY', KEYS[1], 'loaded', claims)
elseif step == 'free' then
  local spans = number()
  for _ = 1, spans do
    local first, last = arg(), arg()
    if redis.call('ZADD', KEYS[4], first, first .. ':' .. last) == 1 then
      left_by = left_by + tonumber(last) - tonumber(first) + 1
    end
  end
  write_counts()
  redis.call('HINCRBY', KEYS[1], 'loaded', spans)
else
  redis.call('HSET', KEYS[1], 'ready', 1)
end
return { 'ready' }
