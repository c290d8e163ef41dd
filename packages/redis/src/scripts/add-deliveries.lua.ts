import { deliveryStates } from './delivery-states.lua.ts'

/**
 * Lua of the scripts that make deliveries. An entry has `id`, `event`, `context` and `deliveries`; a delivery has `id`, `state`
 * and what its hash holds. One that is there already stays as it is.
 */
export const addDeliveries = `${deliveryStates}
local function addDelivery(eventId, delivery, nowMs)
  local key = deliveryKeys.delivery(delivery.id)
  if redis.call('EXISTS', key) == 1 then return false end
  redis.call('HSET', key, 'record', delivery.record, 'state', delivery.state, 'lane', delivery.lane,
    'member', delivery.member, 'event', eventId, 'receiver', delivery.receiver,
    'recording', delivery.recording, 'endpoint', delivery.endpoint)
  redis.call('ZADD', deliveryKeys.all, 0, delivery.member)
  redis.call('ZADD', deliveryKeys.inState(delivery.state), 0, delivery.member)
  if delivery.recording ~= '' then redis.call('ZADD', deliveryKeys.ofRecording(delivery.recording), 0, delivery.member) end
  if delivery.endpoint ~= '' then redis.call('ZADD', deliveryKeys.ofEndpoint(delivery.endpoint), 0, delivery.member) end
  if delivery.state == 'pending' then
    queueDelivery(delivery.id, delivery.lane, delivery.receiver, nowMs)
  else
    redis.call('ZADD', deliveryKeys.finished, nowMs, delivery.id)
  end
  return true
end

local function addDeliveries(entry, nowMs)
  local made = 0
  for _, delivery in ipairs(entry.deliveries) do
    if addDelivery(entry.id, delivery, nowMs) then made = made + 1 end
  end
  if made == 0 then return end
  local key = deliveryKeys.event(entry.id)
  redis.call('HSETNX', key, 'event', entry.event)
  redis.call('HSETNX', key, 'context', entry.context)
  redis.call('HINCRBY', key, 'deliveries', made)
end
`
