import { answerOnce } from './answer-once.lua.ts'

/**
 * Deletes an ingest source.
 * KEYS: source, sources, sources of its domain or '', answer to this call. ARGV: source as it must still be, index member.
 * Returns 'removed', 'missing' or 'raced'.
 */
export const removeSourceScript = `${answerOnce}
local answered = redis.call('GET', KEYS[4])
if answered then return answered end
local known = redis.call('GET', KEYS[1])
if not known then return 'missing' end
if known ~= ARGV[1] then return 'raced' end
redis.call('DEL', KEYS[1])
redis.call('ZREM', KEYS[2], ARGV[2])
if KEYS[3] ~= '' then redis.call('ZREM', KEYS[3], ARGV[2]) end
return answerOnce(KEYS[4], 'removed')
`
