import { noteGeneration } from './note-generation.lua.ts'

/**
 * Gives a lease to another owner under the next generation. One that ran out while nobody else took it is still given.
 * When both have agreed on a place, the media of the new generation begins there: it is noted in the same step, so that
 * what the old one may still have of it is never taken for missing.
 * KEYS: recording, lease, generations, hand-over, which has served its purpose.
 * ARGV: generation, owner, new owner, ttl in ms, nonce of this call, control channel, id, the offer that must still stand
 * ('' for none).
 * Returns the new generation, or nil when the lease is no longer the owner's, the recording is final or the offer is gone.
 * Sent twice after a lost answer, it finds its own nonce and answers the same.
 */
export const handOverLeaseScript = `${noteGeneration}
local held = redis.call('GET', KEYS[2])
if held then
  local generation, nonce = string.match(held, '^(%d+) (%S+) ')
  if nonce == ARGV[5] then return tonumber(generation) end
end
local record = redis.call('HMGET', KEYS[1], 'generation', 'owner', 'isFinal')
if record[1] ~= ARGV[1] or record[2] ~= ARGV[2] or record[3] == '1' then return nil end
if ARGV[8] ~= '' and redis.call('HGET', KEYS[4], 'offerId') ~= ARGV[8] then return nil end
local generation = redis.call('HINCRBY', KEYS[1], 'generation', 1)
redis.call('HSET', KEYS[1], 'owner', ARGV[3])
redis.call('SET', KEYS[2], generation .. ' ' .. ARGV[5] .. ' ' .. ARGV[3], 'PX', ARGV[4])
noteGeneration(KEYS[3], generation, ARGV[3])
local offer = redis.call('HMGET', KEYS[4], 'phase', 'successorId', 'cut')
if offer[1] == 'found' and offer[2] == ARGV[3] and offer[3] ~= '' then
  local liveAtMs = cjson.decode(offer[3]).liveAtMs
  if not liveAtMs then
    local time = redis.call('TIME')
    liveAtMs = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
  end
  local note = '{"start":' .. offer[3] .. ',"startedAtMs":' .. string.format('%.0f', liveAtMs) .. '}'
  redis.call('HSETNX', KEYS[3], generation .. '.start', note)
end
redis.call('DEL', KEYS[4])
redis.call('PUBLISH', ARGV[6], ARGV[7])
return generation
`
