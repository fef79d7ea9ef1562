-- A settled campaign needs no hot state: the record alone answers. ARGV: epoch, which does not matter any more.
redis.call('UNLINK', KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6])
return { 'ready' }
