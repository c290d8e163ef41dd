import { expireWith } from './expire-with.lua.ts'

/**
 * Notes a picture of a recording; one of the same time and key is replaced.
 * KEYS: recording, thumbnails. ARGV: what its member begins with, member.
 * Returns how many there are, or 0 when the recording is gone.
 */
export const addThumbnailScript = `${expireWith}
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('ZREMRANGEBYLEX', KEYS[2], '[' .. ARGV[1], '(' .. ARGV[1] .. '\\255')
redis.call('ZADD', KEYS[2], 0, ARGV[2])
expireWith(KEYS[1], { KEYS[2] })
return redis.call('ZCARD', KEYS[2])
`
