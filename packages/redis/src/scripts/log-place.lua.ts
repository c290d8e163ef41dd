/**
 * Lua functions that notice entries which were cut off the event log before they were relayed: the relay counts how many it has passed
 * since the log began, and the log knows how many there ever were. `place` and `placeCursor` of the relay keep that count, with the
 * cursor that it belongs to, so that one of a notifier that does not count is not taken for it.
 */
export const logPlace = `
-- how many the relay has passed; nil when that is not known
local function placeOf(relayKey, cursor)
  if not cursor then return 0 end
  local known = redis.call('HMGET', relayKey, 'place', 'placeCursor')
  if known[2] == cursor then return tonumber(known[1]) end
  return nil
end
-- the place behind the entries from firstId to nextCursor, and how many are missing before them
local function placeBehind(logKey, place, firstId, nextCursor, count)
  if redis.call('EXISTS', logKey) == 0 then return place and place + count, 0 end
  local reply = redis.call('XINFO', 'STREAM', logKey)
  local log = {}
  for i = 1, #reply, 2 do log[reply[i]] = reply[i + 1] end
  -- at the end of the log it is known in any case
  local atEnd = log['last-generated-id'] == nextCursor and log['entries-added'] or nil
  if not place then return atEnd, 0 end
  local missed = 0
  -- when firstId was cut off as well, after it was read, what came before it is counted with what comes next
  local first = log['first-entry']
  if first and first[1] == firstId then missed = math.max(0, log['entries-added'] - log['length'] - place) end
  return atEnd or place + missed + count, missed
end
`
