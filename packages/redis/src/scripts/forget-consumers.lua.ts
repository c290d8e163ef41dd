/**
 * Forgets consumers of a group that have been idle for long and hold nothing.
 * KEYS: stream. ARGV: group, idle time in ms. Returns how many there were.
 */
export const forgetConsumersScript = `
local forgotten = 0
for _, flat in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do
  local facts = {}
  for i = 1, #flat, 2 do facts[flat[i]] = flat[i + 1] end
  if facts.pending == 0 and facts.idle > tonumber(ARGV[2]) then
    redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], facts.name)
    forgotten = forgotten + 1
  end
end
return forgotten
`
