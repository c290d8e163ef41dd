import { leaveLane } from './leave-lane.lua.ts'

/** Gives a lane back until later. KEYS: none, see delivery-keys.lua.ts. ARGV: lane, holder, until when in ms. */
export const releaseLaneScript = `${leaveLane}
local lane, untilMs = ARGV[1], tonumber(ARGV[3])
if redis.call('GET', deliveryKeys.lock(lane)) ~= ARGV[2] then return 0 end
redis.call('HSET', deliveryKeys.lane(lane), 'notBeforeMs', ARGV[3])
leaveLane(lane, untilMs)
return 1
`
