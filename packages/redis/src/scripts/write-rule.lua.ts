import { noteStorages } from './note-storages.lua.ts'

/**
 * Creates a rule or replaces it, when what it names is there and its pattern is free.
 * KEYS: rule, rules, patterns, domain, rules of the domain, rules of the former domain, template or '', rules of the template or '',
 * rules of the former template or ''.
 * ARGV: id, rule as it must still be ('' for a new one), rule, index member, pattern, former pattern or '', most rules,
 * the storages that it names (note-storages.lua.ts).
 * Returns { 'written' | 'missing' | 'raced' | 'full' | 'domain_missing' | 'template_missing' }, { 'taken', id of the other rule },
 * or { 'storage_missing', name }.
 * Sent twice after a lost answer, it finds what it wrote and answers the same.
 */
export const writeRuleScript = `${noteStorages}
local known = redis.call('GET', KEYS[1])
if known == ARGV[3] then return { 'written' } end
if (known or '') ~= ARGV[2] then return { known and 'raced' or 'missing' } end
if redis.call('EXISTS', KEYS[4]) == 0 then return { 'domain_missing' } end
if KEYS[7] ~= '' and redis.call('EXISTS', KEYS[7]) == 0 then return { 'template_missing' } end
local holder = redis.call('HGET', KEYS[3], ARGV[5])
if holder and holder ~= ARGV[1] then return { 'taken', holder } end
if not known and redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[7]) then return { 'full' } end
local missing = missingStorage(ARGV[8])
if missing then return missing end

if ARGV[6] ~= '' then redis.call('HDEL', KEYS[3], ARGV[6]) end
if KEYS[6] ~= '' then redis.call('ZREM', KEYS[6], ARGV[4]) end
if KEYS[9] ~= '' then redis.call('ZREM', KEYS[9], ARGV[4]) end
redis.call('SET', KEYS[1], ARGV[3])
redis.call('HSET', KEYS[3], ARGV[5], ARGV[1])
redis.call('ZADD', KEYS[2], 0, ARGV[4])
redis.call('ZADD', KEYS[5], 0, ARGV[4])
if KEYS[8] ~= '' then redis.call('ZADD', KEYS[8], 0, ARGV[4]) end
noteStorages(ARGV[8])
return { 'written' }
`
