-- Questions, nothing is changed. ARGV: epoch, question, then
--   find: how many, then the viewers      expired: made before, how many at most      figures: nothing
local no = refused()
if no then return no end
local question = arg()
local out = { 'ready' }
if question == 'find' then
  local viewers = number()
  local found = {}
  for n = 1, viewers do
    found[n] = redis.call('HGET', KEYS[2], arg()) or '-'
  end
  out[2] = table.concat(found, ' ')
elseif question == 'expired' then
  local old = redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', '(' .. arg(), 'LIMIT', 0, arg())
  for _, viewer in ipairs(old) do
    out[#out + 1] = viewer
    out[#out + 1] = redis.call('HGET', KEYS[2], viewer) or ''
  end
else
  local state = redis.call('HMGET', KEYS[1], 'confirmed', 'left')
  local left = tonumber(state[2])
  -- On the way to another shard it is still there.
  for _, parcel in ipairs(redis.call('HVALS', KEYS[6])) do
    for first, last in string.gmatch(parcel, '(%d+):(%d+)') do
      left = left + tonumber(last) - tonumber(first) + 1
    end
  end
  out[2] = state[1]
  out[3] = tostring(redis.call('ZCARD', KEYS[3]))
  out[4] = whole(left)
  for _, entry in ipairs(redis.call('HGETALL', KEYS[5])) do
    out[#out + 1] = entry
  end
end
return out
