import { deliveryKeys } from './delivery-keys.lua.ts'

/**
 * Lua of the scripts that change the state of deliveries: keeps what is counted and found by it. A delivery's hash holds `record`,
 * `state`, `lane`, `member` (of the indexes), `event` (its id), `receiver`, `recording` and `endpoint` ('' when it has none).
 */
export const deliveryStates = `${deliveryKeys}
local function countPending(receiver, change)
  local pending = redis.call('HINCRBY', deliveryKeys.pendingOfReceivers, receiver, change)
  if pending <= 0 then redis.call('HDEL', deliveryKeys.pendingOfReceivers, receiver) end
end

local function queueDelivery(id, lane, receiver, nowMs)
  redis.call('ZREM', deliveryKeys.finished, id)
  redis.call('RPUSH', deliveryKeys.queue(lane), id)
  redis.call('ZADD', deliveryKeys.lanes, 'NX', nowMs, lane)
  countPending(receiver, 1)
end

local function moveDelivery(id, record, state, nowMs)
  local key = deliveryKeys.delivery(id)
  local known = redis.call('HMGET', key, 'state', 'member', 'receiver', 'lane')
  redis.call('HSET', key, 'record', record, 'state', state)
  if known[1] == state then return end
  redis.call('ZREM', deliveryKeys.inState(known[1]), known[2])
  redis.call('ZADD', deliveryKeys.inState(state), 0, known[2])
  if state == 'pending' then return queueDelivery(id, known[4], known[3], nowMs) end
  redis.call('ZADD', deliveryKeys.finished, nowMs, id)
  countPending(known[3], -1)
end
`
