import { answerOnce } from './answer-once.lua.ts'

/**
 * Takes a storage that nobody names out of the registry, and tells those who keep storages.
 * KEYS: storage, storages, its users, answer to this call. ARGV: index member, channel.
 * Returns 'removed', 'missing' or 'in_use'.
 */
export const removeStorageScript = `${answerOnce}
local answered = redis.call('GET', KEYS[4])
if answered then return answered end
if redis.call('EXISTS', KEYS[1]) == 0 then return 'missing' end
if redis.call('EXISTS', KEYS[3]) == 1 then return 'in_use' end
redis.call('DEL', KEYS[1])
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('PUBLISH', ARGV[2], '')
return answerOnce(KEYS[4], 'removed')
`
