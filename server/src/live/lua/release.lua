-- The sweep gives back what nobody completed. ARGV: epoch, 1 if values are numbers to be given out again, how many
-- claims, then (viewer, at, value) for each.
local numbered, claims = number() == 1, number()
local no = refused()
if no then return no end
for _ = 1, claims do
  local viewer, at, value = arg(), arg(), arg()
  if drop_pending(viewer, at, value) and numbered then put_back(value) end
end
write_counts()
return { 'ready' }
