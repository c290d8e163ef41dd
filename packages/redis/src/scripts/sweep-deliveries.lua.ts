import { deliveryKeys } from './delivery-keys.lua.ts'

/**
 * Forgets finished deliveries that are too old or too many, the oldest first, and events that none is left of.
 * KEYS: none, see delivery-keys.lua.ts. ARGV: up to which time in ms, how many may stay, how many at most are forgotten.
 * Returns how many there were.
 */
export const sweepDeliveriesScript = `${deliveryKeys}
local limit = tonumber(ARGV[3])
local gone = redis.call('ZRANGE', deliveryKeys.finished, '-inf', ARGV[1], 'BYSCORE', 'LIMIT', 0, limit)
local surplus = math.min(redis.call('ZCARD', deliveryKeys.finished) - tonumber(ARGV[2]), limit)
if surplus > #gone then gone = redis.call('ZRANGE', deliveryKeys.finished, 0, surplus - 1) end
for _, id in ipairs(gone) do
  local key = deliveryKeys.delivery(id)
  local known = redis.call('HMGET', key, 'state', 'member', 'event', 'recording', 'endpoint')
  if known[1] then
    redis.call('ZREM', deliveryKeys.all, known[2])
    redis.call('ZREM', deliveryKeys.inState(known[1]), known[2])
    if known[4] ~= '' then redis.call('ZREM', deliveryKeys.ofRecording(known[4]), known[2]) end
    if known[5] ~= '' then redis.call('ZREM', deliveryKeys.ofEndpoint(known[5]), known[2]) end
    local event = deliveryKeys.event(known[3])
    if redis.call('HINCRBY', event, 'deliveries', -1) <= 0 then redis.call('DEL', event) end
    redis.call('DEL', key)
  end
  redis.call('ZREM', deliveryKeys.finished, id)
end
return #gone
`
