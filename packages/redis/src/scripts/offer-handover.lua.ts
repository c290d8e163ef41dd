/**
 * Offers to pass a recording on; replaces an older offer.
 * KEYS: recording, hand-over. ARGV: generation, owner, offer id, ttl in ms, control channel, id.
 * Returns 1, or 0 when the lease is no longer the owner's.
 */
export const offerHandoverScript = `
local record = redis.call('HMGET', KEYS[1], 'generation', 'owner', 'isFinal')
if record[1] ~= ARGV[1] or record[2] ~= ARGV[2] or record[3] == '1' then return 0 end
if redis.call('HGET', KEYS[2], 'offerId') == ARGV[3] then return 1 end
redis.call('DEL', KEYS[2])
redis.call('HSET', KEYS[2], 'offerId', ARGV[3], 'ownerId', ARGV[2], 'generation', ARGV[1], 'successorId', '',
  'phase', 'offered', 'cut', '', 'nonce', '')
redis.call('PEXPIRE', KEYS[2], ARGV[4])
redis.call('PUBLISH', ARGV[5], ARGV[6])
return 1
`
