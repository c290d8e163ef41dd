import { answerOnce } from './answer-once.lua.ts'
import { noteStorages } from './note-storages.lua.ts'

/**
 * Deletes a rule by which no stream is recorded.
 * KEYS: rule, rules, patterns, rules of its domain, rules of its template or '', executing streams, answer to this call.
 * ARGV: rule as it must still be, index member, pattern, that it names no storage any more (note-storages.lua.ts).
 * Returns 'removed', 'missing', 'raced' or 'executing'.
 */
export const removeRuleScript = `${answerOnce}${noteStorages}
local answered = redis.call('GET', KEYS[7])
if answered then return answered end
local known = redis.call('GET', KEYS[1])
if not known then return 'missing' end
if known ~= ARGV[1] then return 'raced' end
if redis.call('EXISTS', KEYS[6]) == 1 then return 'executing' end
redis.call('DEL', KEYS[1])
redis.call('HDEL', KEYS[3], ARGV[3])
for _, index in ipairs({ KEYS[2], KEYS[4], KEYS[5] }) do
  if index ~= '' then redis.call('ZREM', index, ARGV[2]) end
end
noteStorages(ARGV[4])
return answerOnce(KEYS[7], 'removed')
`
