/**
 * Takes streams whose records have expired out of the index, and those that are expiring soonest when too many are.
 * KEYS: streams, expiring streams. ARGV: what stands before a stream in its key, how many at most, how many may be expiring.
 * Returns how many there were. Puts the keys of streams together itself.
 */
export const sweepStreamsScript = `
local time = redis.call('TIME')
local nowMs = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local limit = tonumber(ARGV[2])
local gone = redis.call('ZRANGE', KEYS[2], '-inf', nowMs, 'BYSCORE', 'LIMIT', 0, limit)
local surplus = math.min(redis.call('ZCARD', KEYS[2]) - tonumber(ARGV[3]), limit)
if surplus > #gone then gone = redis.call('ZRANGE', KEYS[2], 0, surplus - 1) end
if #gone == 0 then return 0 end
for _, member in ipairs(gone) do redis.call('DEL', ARGV[1] .. member) end
redis.call('ZREM', KEYS[1], unpack(gone))
redis.call('ZREM', KEYS[2], unpack(gone))
return #gone
`
