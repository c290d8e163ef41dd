/**
 * Prolongs a lease. One that ran out while nobody else took it is taken up again: its generation is still the newest.
 * KEYS: recording, lease. ARGV: generation, owner, ttl in ms, nonce. Returns 1, or 0 when it is no longer ours.
 */
export const renewLeaseScript = `
local record = redis.call('HMGET', KEYS[1], 'generation', 'owner', 'isFinal')
if record[1] ~= ARGV[1] or record[2] ~= ARGV[2] then return 0 end
if redis.call('PEXPIRE', KEYS[2], ARGV[3]) == 1 then return 1 end
if record[3] == '1' then return 0 end
redis.call('SET', KEYS[2], ARGV[1] .. ' ' .. ARGV[4] .. ' ' .. ARGV[2], 'PX', ARGV[3])
return 1
`
