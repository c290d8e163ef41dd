import { noteStorages } from './note-storages.lua.ts'

/**
 * Replaces an entry of a collection.
 * KEYS: entry. ARGV: entry as it must still be, entry, the storages that it names (note-storages.lua.ts) or absent.
 * Returns 'written', 'missing', 'raced' or { 'storage_missing', name }. Sent twice after a lost answer, it finds what it wrote
 * and answers the same.
 */
export const replaceEntryScript = `${noteStorages}
local known = redis.call('GET', KEYS[1])
if not known then return 'missing' end
if known == ARGV[2] then return 'written' end
if known ~= ARGV[1] then return 'raced' end
local missing = missingStorage(ARGV[3])
if missing then return missing end
redis.call('SET', KEYS[1], ARGV[2])
noteStorages(ARGV[3])
return 'written'
`
