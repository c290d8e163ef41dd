import { answerOnce } from './answer-once.lua.ts'
import { noteStorages } from './note-storages.lua.ts'

/**
 * Deletes an entry that nothing uses.
 * KEYS: entry, index, answer to this call, then the sets of its users. ARGV: index member, that it names no storage any more
 * (note-storages.lua.ts) or absent.
 * Returns 'removed', 'missing' or 'in_use'.
 */
export const removeEntryScript = `${answerOnce}${noteStorages}
local answered = redis.call('GET', KEYS[3])
if answered then return answered end
if redis.call('EXISTS', KEYS[1]) == 0 then return 'missing' end
for i = 4, #KEYS do
  if redis.call('EXISTS', KEYS[i]) == 1 then return 'in_use' end
end
redis.call('DEL', KEYS[1])
redis.call('ZREM', KEYS[2], ARGV[1])
noteStorages(ARGV[2])
return answerOnce(KEYS[3], 'removed')
`
