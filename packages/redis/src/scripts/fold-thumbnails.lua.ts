import { expireWith } from './expire-with.lua.ts'

/**
 * Takes the oldest pictures of a recording out of its list and keeps their keys as a block; the oldest blocks go when there
 * are too many.
 * KEYS: recording, thumbnails, blocks. ARGV: how many pictures, the first and the last of them as they must still be, block,
 * most blocks, how many there are at least when some are taken.
 * Returns 1, or 0 when they are not there any more, or somebody else took enough. Sent twice after a lost answer, it does
 * nothing the second time.
 */
export const foldThumbnailsScript = `${expireWith}
local count = tonumber(ARGV[1])
local function memberAt(rank) return redis.call('ZRANGE', KEYS[2], rank, rank)[1] end
if redis.call('ZCARD', KEYS[2]) < tonumber(ARGV[6]) then return 0 end
if memberAt(0) ~= ARGV[2] or memberAt(count - 1) ~= ARGV[3] then return 0 end
redis.call('ZREMRANGEBYRANK', KEYS[2], 0, count - 1)
redis.call('RPUSH', KEYS[3], ARGV[4])
redis.call('LTRIM', KEYS[3], -tonumber(ARGV[5]), -1)
expireWith(KEYS[1], { KEYS[3] })
return 1
`
