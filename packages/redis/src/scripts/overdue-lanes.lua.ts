/**
 * Lanes that nobody worked on when there was something to do. KEYS: lanes. ARGV: time in ms, grace in ms, how many at most.
 * Each counts as looked at now, so that it is told again only after another grace.
 */
export const overdueLanesScript = `
local lanes = redis.call('ZRANGE', KEYS[1], '-inf', tonumber(ARGV[1]) - tonumber(ARGV[2]), 'BYSCORE', 'LIMIT', 0, ARGV[3])
for _, lane in ipairs(lanes) do redis.call('ZADD', KEYS[1], ARGV[1], lane) end
return lanes
`
