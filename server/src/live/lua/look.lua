-- Questions, nothing is changed. ARGV: epoch, question, then
--   find: how many, then the viewers      expired: made before, how many at most      figures: nothing
local no = refused()
if no then return no end
local question = arg()
local out = { 'ready' }
if question == 'find' then
  local viewers = number()
  for _ = 1, viewers do
    out[#out + 1] = redis.call('HGET', KEYS[2], arg()) or ''
  end
elseif question == 'expired' then
  local old = redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', '(' .. arg(), 'LIMIT', 0, arg())
  for _, viewer in ipairs(old) do
    out[#out + 1] = viewer
    out[#out + 1] = redis.call('HGET', KEYS[2], viewer) or ''
  end
else
  local meta = redis.call('HMGET', KEYS[1], 'confirmed', 'next', 'last')
  out[2] = meta[1]
  out[3] = tostring(redis.call('ZCARD', KEYS[3]))
  out[4] = meta[2]
  out[5] = meta[3] or ''
  out[6] = tostring(redis.call('ZCARD', KEYS[4]))
  for _, entry in ipairs(redis.call('HGETALL', KEYS[5])) do
    out[#out + 1] = entry
  end
end
return out
