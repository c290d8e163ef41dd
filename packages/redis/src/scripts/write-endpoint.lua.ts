/**
 * Creates a webhook endpoint or replaces it.
 * KEYS: endpoint, endpoints, revision of the endpoints.
 * ARGV: endpoint as it must still be ('' for a new one), endpoint, index member, most endpoints.
 * Returns 'written', 'missing', 'raced' or 'full'.
 * Sent twice after a lost answer, it finds what it wrote and answers the same.
 */
export const writeEndpointScript = `
local known = redis.call('GET', KEYS[1])
if known == ARGV[2] then return 'written' end
if (known or '') ~= ARGV[1] then return known and 'raced' or 'missing' end
if not known and redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[4]) then return 'full' end
redis.call('SET', KEYS[1], ARGV[2])
redis.call('ZADD', KEYS[2], 0, ARGV[3])
redis.call('INCR', KEYS[3])
return 'written'
`
