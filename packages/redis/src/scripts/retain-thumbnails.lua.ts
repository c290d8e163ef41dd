/**
 * Keeps the blocks of a recording's pictures beside its entry for retention, whatever becomes of its record.
 * KEYS: blocks, retained blocks. Returns 1, or 0 when there are none.
 */
export const retainThumbnailsScript = `
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
if redis.call('EXISTS', KEYS[2]) == 0 then
  redis.call('RENAME', KEYS[1], KEYS[2])
  redis.call('PERSIST', KEYS[2])
  return 1
end
-- of pictures that came late: few
for _, block in ipairs(redis.call('LRANGE', KEYS[1], 0, -1)) do redis.call('RPUSH', KEYS[2], block) end
redis.call('DEL', KEYS[1])
return 1
`
