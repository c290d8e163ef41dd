import { expireWith } from './expire-with.lua.ts'

/**
 * Adds or replaces a piece of an open cycle.
 * KEYS: recording, open cycles, pieces of this cycle. ARGV: generation, owner, cycle's field, number, piece, most pieces.
 * Returns 'written', 'stale' when the lease is no longer the owner's, 'gone' when there is no such cycle, or 'full'.
 */
export const addOpenCyclePieceScript = `${expireWith}
local record = redis.call('HMGET', KEYS[1], 'generation', 'owner')
if record[1] ~= ARGV[1] or record[2] ~= ARGV[2] then return 'stale' end
if redis.call('HEXISTS', KEYS[2], ARGV[3]) == 0 then return 'gone' end
local isNew = redis.call('HEXISTS', KEYS[3], ARGV[4]) == 0
if isNew and redis.call('HLEN', KEYS[3]) > tonumber(ARGV[6]) then return 'full' end
redis.call('HSET', KEYS[3], ARGV[4], ARGV[5])
expireWith(KEYS[1], { KEYS[3] })
return 'written'
`
