import { indexFiles } from './index-files.lua.ts'

/**
 * Deletes a finished recording.
 * KEYS: recording, open cycles, recordings with open cycles, expiring recordings, then `indexCount` indexes, then every
 * other key of the recording ('' is skipped).
 * ARGV: index member, indexCount, id. Returns 1, or 0 when it is not there or not finished.
 */
export const removeRecordingScript = `${indexFiles}
if redis.call('HGET', KEYS[1], 'isFinal') ~= '1' then return 0 end
for _, field in ipairs(redis.call('HKEYS', KEYS[2])) do redis.call('DEL', KEYS[2] .. ':' .. field) end
redis.call('DEL', KEYS[2])
redis.call('SREM', KEYS[3], ARGV[3])
local indexCount = tonumber(ARGV[2])
for i = 4, 4 + indexCount do redis.call('ZREM', KEYS[i], ARGV[1]) end
for i = 5 + indexCount, #KEYS do
  if KEYS[i] ~= '' then redis.call('DEL', KEYS[i]) end
end
forgetFiles(ARGV[3])
redis.call('DEL', KEYS[1])
return 1
`
