/**
 * KEYS: claim. ARGV: own claim, the one that it may replace or '', ttl in ms. Returns the claim that stands then; the own one
 * when it is sent twice.
 */
export const claimStartScript = `
local standing = redis.call('GET', KEYS[1])
if standing and standing ~= ARGV[2] then return standing end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
return ARGV[1]
`
