import { noteGeneration } from './note-generation.lua.ts'

/**
 * Takes a lease under the next generation.
 * KEYS: recording, lease, generations. ARGV: owner, ttl in ms, nonce of this call, '1' to replace a lease of the same owner,
 * the highest generation that the owner knows of: a Redis that lost its last writes would give one of these again.
 * Returns the generation, or nil when the lease is held or the recording is final or missing.
 * Sent twice after a lost answer, it finds its own nonce and answers the same.
 */
export const acquireLeaseScript = `${noteGeneration}
local record = redis.call('HMGET', KEYS[1], 'state', 'isFinal')
if not record[1] or record[2] == '1' then return nil end
local held = redis.call('GET', KEYS[2])
if held then
  local generation, nonce, owner = string.match(held, '^(%d+) (%S+) (.*)$')
  if nonce == ARGV[3] then return tonumber(generation) end
  if ARGV[4] ~= '1' or owner ~= ARGV[1] then return nil end
end
local generation = redis.call('HINCRBY', KEYS[1], 'generation', 1)
local known = tonumber(ARGV[5] or '0')
if generation <= known then
  generation = known + 1
  redis.call('HSET', KEYS[1], 'generation', generation)
end
redis.call('HSET', KEYS[1], 'owner', ARGV[1])
redis.call('SET', KEYS[2], generation .. ' ' .. ARGV[3] .. ' ' .. ARGV[1], 'PX', ARGV[2])
noteGeneration(KEYS[3], generation, ARGV[1])
return generation
`
