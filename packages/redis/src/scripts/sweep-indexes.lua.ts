/**
 * Takes recordings whose records have expired out of the indexes.
 * KEYS: expiring recordings, then the indexes. ARGV: how many at most. Returns how many there were.
 */
export const sweepIndexesScript = `
local time = redis.call('TIME')
local nowMs = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local due = redis.call('ZRANGE', KEYS[1], '-inf', nowMs, 'BYSCORE', 'LIMIT', 0, ARGV[1])
if #due == 0 then return 0 end
for i = 1, #KEYS do redis.call('ZREM', KEYS[i], unpack(due)) end
return #due
`
