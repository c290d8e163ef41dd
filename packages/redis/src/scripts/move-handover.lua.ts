/**
 * Moves a hand-over on by one phase. The first move, from `offered`, names the successor.
 * KEYS: recording, hand-over.
 * ARGV: offer id or '' for whichever is offered, phase before, phase behind, successor, cut or '', ttl in ms, nonce of this call,
 * control channel, id.
 * Returns the offer as HGETALL shows it, or nil when it is gone, stands elsewhere, is the successor's own or is of a
 * lease that its owner does not have any more.
 * Sent twice after a lost answer, it finds its own nonce and answers the same.
 */
export const moveHandoverScript = `
local offer = redis.call('HMGET', KEYS[2], 'offerId', 'phase', 'successorId', 'ownerId', 'generation', 'nonce')
if not offer[1] then return nil end
if offer[6] ~= ARGV[7] then
  local record = redis.call('HMGET', KEYS[1], 'generation', 'owner')
  if record[1] ~= offer[5] or record[2] ~= offer[4] then return nil end
  if ARGV[1] ~= '' and offer[1] ~= ARGV[1] then return nil end
  if offer[2] ~= ARGV[2] or offer[4] == ARGV[4] then return nil end
  if offer[3] ~= '' and offer[3] ~= ARGV[4] then return nil end
  redis.call('HSET', KEYS[2], 'phase', ARGV[3], 'successorId', ARGV[4], 'nonce', ARGV[7])
  if ARGV[5] ~= '' then redis.call('HSET', KEYS[2], 'cut', ARGV[5]) end
  redis.call('PEXPIRE', KEYS[2], ARGV[6])
  redis.call('PUBLISH', ARGV[8], ARGV[9])
end
return redis.call('HGETALL', KEYS[2])
`
