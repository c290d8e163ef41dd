import { addDeliveries } from './add-deliveries.lua.ts'
import { logPlace } from './log-place.lua.ts'

/**
 * Makes the deliveries of entries of the event log and moves the relay's cursor behind them, or does nothing at all.
 * KEYS: relay, event log. ARGV: cursor as it must still be, next cursor, nonce of this call, time in ms, entries as JSON, how many
 * entries are passed in all, id of the first of them.
 * Returns how many entries before them were cut off unread, and the lanes that have something to do now and are not worked on; nil when
 * the cursor was moved by somebody else.
 * Sent twice after a lost answer, it finds its own nonce and answers the same.
 */
export const advanceRelayScript = `${addDeliveries}${logPlace}
local known = redis.call('HMGET', KEYS[1], 'cursor', 'nonce', 'missed')
local missed = tonumber(known[3] or 0)
local nowMs = tonumber(ARGV[4])
local entries = cjson.decode(ARGV[5])
if known[2] ~= ARGV[3] then
  if (known[1] or '0-0') ~= ARGV[1] then return nil end
  local place
  place, missed = placeBehind(KEYS[2], placeOf(KEYS[1], known[1]), ARGV[7], ARGV[2], tonumber(ARGV[6]))
  for _, entry in ipairs(entries) do addDeliveries(entry, nowMs) end
  redis.call('HSET', KEYS[1], 'cursor', ARGV[2], 'nonce', ARGV[3], 'missed', missed)
  if place then redis.call('HSET', KEYS[1], 'place', place, 'placeCursor', ARGV[2]) end
end
local lanes = {}
local isSeen = {}
for _, entry in ipairs(entries) do
  for _, delivery in ipairs(entry.deliveries) do
    local lane = delivery.lane
    if not isSeen[lane] then
      isSeen[lane] = true
      local dueAtMs = redis.call('ZSCORE', deliveryKeys.lanes, lane)
      -- a lane that is held or left alone is due later
      if dueAtMs and tonumber(dueAtMs) <= nowMs then lanes[#lanes + 1] = lane end
    end
  end
end
return { missed, lanes }
`
