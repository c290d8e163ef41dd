import { deliveryStates } from './delivery-states.lua.ts'

/** Lua of the scripts that give lanes back: one that holds deliveries is looked at again at `dueAtMs`, an empty one is forgotten. */
export const leaveLane = `${deliveryStates}
local function leaveLane(lane, dueAtMs)
  redis.call('DEL', deliveryKeys.lock(lane))
  if redis.call('EXISTS', deliveryKeys.queue(lane)) == 1 then
    redis.call('ZADD', deliveryKeys.lanes, dueAtMs, lane)
    return 'waiting'
  end
  redis.call('DEL', deliveryKeys.lane(lane))
  redis.call('ZREM', deliveryKeys.lanes, lane)
  return 'empty'
end
`
