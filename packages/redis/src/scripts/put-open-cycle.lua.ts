import { expireWith } from './expire-with.lua.ts'

/**
 * Writes a cycle that is being recorded. Pieces stay unless they are of another upload. A cycle whose file is stored is
 * finished: writing it changes nothing.
 * KEYS: recording, open cycles, pieces of this cycle, recordings with open cycles, files.
 * ARGV: generation, owner, id, cycle's field, cycle, what its pieces are pieces of ('' when that is not known yet), file id.
 * Returns 1, or 0 when the lease is no longer the owner's.
 */
export const putOpenCycleScript = `${expireWith}
local record = redis.call('HMGET', KEYS[1], 'generation', 'owner')
if record[1] ~= ARGV[1] or record[2] ~= ARGV[2] then return 0 end
if redis.call('HEXISTS', KEYS[5], ARGV[7]) == 1 then return 1 end
redis.call('HSET', KEYS[2], ARGV[4], ARGV[5])
redis.call('SADD', KEYS[4], ARGV[3])
if ARGV[6] ~= '' then
  local known = redis.call('HGET', KEYS[3], 'of')
  if known and known ~= ARGV[6] then redis.call('DEL', KEYS[3]) end
  redis.call('HSET', KEYS[3], 'of', ARGV[6])
end
expireWith(KEYS[1], { KEYS[2], KEYS[3] })
return 1
`
