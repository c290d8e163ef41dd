/**
 * Creates an ingest source or replaces it.
 * KEYS: source, sources, sources of its domain or '', sources of its former domain or ''.
 * ARGV: source as it must still be ('' for a new one), source, index member, most sources.
 * Returns 'written', 'missing', 'raced' or 'full'.
 * Sent twice after a lost answer, it finds what it wrote and answers the same.
 */
export const writeSourceScript = `
local known = redis.call('GET', KEYS[1])
if known == ARGV[2] then return 'written' end
if (known or '') ~= ARGV[1] then return known and 'raced' or 'missing' end
if not known and redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[4]) then return 'full' end
if KEYS[4] ~= '' then redis.call('ZREM', KEYS[4], ARGV[3]) end
redis.call('SET', KEYS[1], ARGV[2])
redis.call('ZADD', KEYS[2], 0, ARGV[3])
if KEYS[3] ~= '' then redis.call('ZADD', KEYS[3], 0, ARGV[3]) end
return 'written'
`
