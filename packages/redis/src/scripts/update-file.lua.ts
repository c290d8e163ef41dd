import { indexFiles } from './index-files.lua.ts'

/**
 * Replaces what is known of a stored file.
 * KEYS: files, retention. ARGV: file id, file, the file as it must still be or '', its entry of retention or '', the recording's
 * id when its objects are removed or ''.
 * Returns 1, or 0 when it is not there or otherwise.
 * Sent twice after a lost answer, it finds what it wrote and answers the same.
 */
export const updateFileScript = `${indexFiles}
local known = redis.call('HGET', KEYS[1], ARGV[1])
if not known then return 0 end
if known == ARGV[2] then return 1 end
if ARGV[3] ~= '' and known ~= ARGV[3] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
if ARGV[4] ~= '' and redis.call('HEXISTS', KEYS[2], ARGV[1]) == 1 then
  redis.call('HSET', KEYS[2], ARGV[1], ARGV[4])
end
if ARGV[5] ~= '' then forgetFile(ARGV[5], ARGV[1]) end
return 1
`
