/**
 * Counts the entries of a stream that come after one of them. KEYS: stream. ARGV: id of the one, most that are counted.
 * Returns how many there are, or the most that are counted.
 */
export const countEntriesScript = `
local most = tonumber(ARGV[2])
local after = ARGV[1]
local count = 0
repeat
  local entries = redis.call('XRANGE', KEYS[1], '(' .. after, '+', 'COUNT', math.min(1000, most - count))
  count = count + #entries
  if #entries > 0 then after = entries[#entries][1] end
until #entries < 1000 or count >= most
return count
`
