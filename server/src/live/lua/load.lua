-- A rebuild, step by step. ARGV: epoch, step, then
--   begin: the last number that there is, or nothing where there is no end
--   claims: 1 if values are options to be counted, how many, then (viewer, at, value) for each
--   free: how many, then the numbers      finish: the next number to give out
local step = arg()
local meta = redis.call('HMGET', KEYS[1], 'epoch', 'ready', 'loaded')
local other = other_epoch(meta)

if step == 'begin' then
  local resent = not other and meta[2] ~= '1' and meta[3] == '0'
  if not resent and not (other and other[1] == 'missing') then return { 'stale', meta[1] } end
  redis.call('UNLINK', KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5])
  redis.call('HSET', KEYS[1], 'epoch', ARGV[1], 'ready', 0, 'loaded', 0, 'confirmed', 0)
  local last = arg()
  if last ~= '' then redis.call('HSET', KEYS[1], 'last', last) end
  return { 'ready' }
end

if other then return other end
if meta[2] == '1' then return { 'ready' } end
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
  local values = number()
  for _ = 1, values do
    local value = arg()
    redis.call('ZADD', KEYS[4], value, value)
  end
  redis.call('HINCRBY', KEYS[1], 'loaded', values)
else
  redis.call('HSET', KEYS[1], 'next', arg(), 'ready', 1)
end
return { 'ready' }
