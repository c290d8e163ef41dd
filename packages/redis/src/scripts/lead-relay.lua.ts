/** KEYS: lead. ARGV: holder, ttl in ms. Returns 1 for who has the lead, else 0. */
export const leadRelayScript = `
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
`
