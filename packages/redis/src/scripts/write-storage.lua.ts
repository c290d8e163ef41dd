/**
 * Registers a storage or replaces it, and tells those who keep storages.
 * KEYS: storage, storages. ARGV: storage as it must still be ('' for a new one), storage, index member, most storages, channel.
 * Returns 'written', 'missing', 'taken', 'raced' or 'full'.
 * Sent twice after a lost answer, it finds what it wrote and answers the same.
 */
export const writeStorageScript = `
local known = redis.call('GET', KEYS[1])
if known == ARGV[2] then return 'written' end
if ARGV[1] == '' then
  if known then return 'taken' end
  if redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[4]) then return 'full' end
elseif known ~= ARGV[1] then
  return known and 'raced' or 'missing'
end
redis.call('SET', KEYS[1], ARGV[2])
redis.call('ZADD', KEYS[2], 0, ARGV[3])
redis.call('PUBLISH', ARGV[5], '')
return 'written'
`
