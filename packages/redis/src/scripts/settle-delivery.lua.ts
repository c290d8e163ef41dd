import { leaveLane } from './leave-lane.lua.ts'

/**
 * Writes what became of the first delivery of a lane, and the same of those behind it that went out with it.
 * KEYS: none, see delivery-keys.lua.ts. ARGV: lane, holder, state, when it is tried again in ms or '', time in ms, nonce of this
 * call; then of each delivery in the order of the lane: its id, its record as it must still be, its next record.
 * Returns 'next' (the holder has the lane still), 'waiting' or 'empty' (it was given back), 'raced' (a record is another one)
 * or 'stale' (somebody else has the lane). Sent twice after a lost answer, it finds its own nonce and answers the same.
 */
export const settleDeliveryScript = `${leaveLane}
local lane, holder, state, retryAtMs, nowMs = ARGV[1], ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5])
local first = deliveryKeys.delivery(ARGV[7])
local known = redis.call('HMGET', first, 'nonce', 'answer')
if known[1] == ARGV[6] then return known[2] end
local function answer(text)
  redis.call('HSET', first, 'nonce', ARGV[6], 'answer', text)
  return text
end
if redis.call('GET', deliveryKeys.lock(lane)) ~= holder then return 'stale' end
local queue = deliveryKeys.queue(lane)
local count = (#ARGV - 6) / 3
local ids = redis.call('LRANGE', queue, 0, count - 1)
for i = 1, count do
  if ids[i] ~= ARGV[3 * i + 4] then return 'stale' end
  if redis.call('HGET', deliveryKeys.delivery(ids[i]), 'record') ~= ARGV[3 * i + 5] then return 'raced' end
end

for i = 1, count do moveDelivery(ids[i], ARGV[3 * i + 6], state, nowMs) end
if state == 'pending' then
  redis.call('HINCRBY', deliveryKeys.lane(lane), 'failures', 1)
  redis.call('HSET', deliveryKeys.lane(lane), 'notBeforeMs', retryAtMs)
  return answer(leaveLane(lane, tonumber(retryAtMs)))
end
redis.call('LPOP', queue, count)
if state == 'delivered' then redis.call('DEL', deliveryKeys.lane(lane)) end
if redis.call('EXISTS', queue) == 1 then return answer('next') end
return answer(leaveLane(lane, nowMs))
`
