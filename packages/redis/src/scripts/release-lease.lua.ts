/**
 * Gives a lease up; a renewal or a write that is still on its way is refused afterwards.
 * KEYS: recording, lease. ARGV: generation, owner.
 */
export const releaseLeaseScript = `
local held = redis.call('GET', KEYS[2])
if held then
  local generation, owner = string.match(held, '^(%d+) %S+ (.*)$')
  if generation == ARGV[1] and owner == ARGV[2] then redis.call('DEL', KEYS[2]) end
end
local record = redis.call('HMGET', KEYS[1], 'generation', 'owner')
if record[1] == ARGV[1] and record[2] == ARGV[2] then redis.call('HSET', KEYS[1], 'owner', '') end
return 1
`
