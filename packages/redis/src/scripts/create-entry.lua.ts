import { noteStorages } from './note-storages.lua.ts'

/**
 * Stores a new entry of a collection that is bounded.
 * KEYS: entry, index. ARGV: entry, index member, most entries, the storages that it names (note-storages.lua.ts) or absent.
 * Returns 'written', 'taken', 'full' or { 'storage_missing', name }.
 * Sent twice after a lost answer, it finds what it wrote and answers the same.
 */
export const createEntryScript = `${noteStorages}
local known = redis.call('GET', KEYS[1])
if known then return known == ARGV[1] and 'written' or 'taken' end
if redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[3]) then return 'full' end
local missing = missingStorage(ARGV[4])
if missing then return missing end
redis.call('SET', KEYS[1], ARGV[1])
redis.call('ZADD', KEYS[2], 0, ARGV[2])
noteStorages(ARGV[4])
return 'written'
`
