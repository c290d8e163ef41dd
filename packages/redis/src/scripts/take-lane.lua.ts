import { leaveLane } from './leave-lane.lua.ts'

/**
 * Takes the first delivery of a lane. KEYS: none, see delivery-keys.lua.ts. ARGV: lane, holder, lock in ms, time in ms.
 * Returns { 'taken', record, event, context, failures }, { 'empty' } or { 'waiting', until when in ms }.
 * Who takes again while it holds the lane gets the same one, so that it may be sent twice.
 */
export const takeLaneScript = `${leaveLane}
local lane, holder, lockMs, nowMs = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local lock = deliveryKeys.lock(lane)
local held = redis.call('GET', lock)
if held and held ~= holder then return { 'waiting', nowMs + math.max(1, redis.call('PTTL', lock)) } end
local queue = deliveryKeys.queue(lane)
local found
repeat
  local id = redis.call('LINDEX', queue, 0)
  if not id then
    leaveLane(lane, nowMs)
    return { 'empty' }
  end
  local known = redis.call('HMGET', deliveryKeys.delivery(id), 'record', 'event')
  local event = redis.call('HMGET', deliveryKeys.event(known[2] or ''), 'event', 'context')
  if known[1] and event[1] then found = { known[1], event[1], event[2] } else redis.call('LPOP', queue) end
until found
local standing = redis.call('HMGET', deliveryKeys.lane(lane), 'failures', 'notBeforeMs')
local notBeforeMs = tonumber(standing[2] or 0)
if notBeforeMs > nowMs then
  leaveLane(lane, notBeforeMs)
  return { 'waiting', notBeforeMs }
end
redis.call('SET', lock, holder, 'PX', lockMs)
redis.call('ZADD', deliveryKeys.lanes, nowMs + lockMs, lane)
return { 'taken', found[1], found[2], found[3], tonumber(standing[1] or 0) }
`
