-- Tally: lessons, then plays. ARGV: epoch, lost, known, plays, then (viewer, at, options) for each of them.
local lost, known, plays = number(), number(), number()
local no = refused()
if no then return no end

local by = {}
local function count(options, change)
  for option in string.gmatch(options, '%d+') do by[option] = (by[option] or 0) + change end
end
local function give_back(options, confirmed)
  if confirmed then count(options, -1) end
end
local function settle(options) count(options, 1) end
learn(lost, known, give_back, settle)
for option, change in pairs(by) do redis.call('HINCRBY', KEYS[5], option, change) end
return decide(plays, function(choice) return choice end)
