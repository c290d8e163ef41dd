import { addDeliveries } from './add-deliveries.lua.ts'

/**
 * Makes the deliveries of entries of the event log and moves the relay's cursor behind them, or does nothing at all.
 * KEYS: relay. ARGV: cursor as it must still be, next cursor, nonce of this call, time in ms, entries as JSON.
 * Returns the lanes that have something to do now and are not worked on, or nil when the cursor was moved by somebody else.
 * Sent twice after a lost answer, it finds its own nonce and answers the same.
 */
export const advanceRelayScript = `${addDeliveries}
local known = redis.call('HMGET', KEYS[1], 'cursor', 'nonce')
local nowMs = tonumber(ARGV[4])
local entries = cjson.decode(ARGV[5])
if known[2] ~= ARGV[3] then
  if (known[1] or '0-0') ~= ARGV[1] then return nil end
  for _, entry in ipairs(entries) do addDeliveries(entry, nowMs) end
  redis.call('HSET', KEYS[1], 'cursor', ARGV[2], 'nonce', ARGV[3])
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
return lanes
`
