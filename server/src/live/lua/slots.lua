-- Pool and roll: lessons, then plays. ARGV: epoch, lost, known, plays, then (viewer, at, value) for each of them.
local lost, known, plays = number(), number(), number()
local no = refused()
if no then return no end

learn(lost, known, put_back, function(value, own)
  if not own then take_out(value) end
end)

-- The span that numbers are handed out from: the smallest first.
local first, last
local function pick()
  if not first then
    local smallest = redis.call('ZPOPMIN', KEYS[4])[1]
    if not smallest then return nil end
    first, last = span(smallest)
  end
  local value = first
  left_by = left_by - 1
  if first == last then first = nil else first = first + 1 end
  return whole(value)
end
local out = decide(plays, pick)
if first then keep(first, last) end
write_counts()
return out
