import { noteStorages } from './note-storages.lua.ts'

/**
 * Notes objects that are to be removed from storage one day, or forgets them.
 * KEYS: retention, retention by due time, the blocks of thumbnails beside the entry, which go with it.
 * ARGV: id, entry or '' to forget, when it is due or '', its storage
 * (note-storages.lua.ts).
 */
export const writeRetainedScript = `${noteStorages}
if ARGV[2] == '' then
  redis.call('HDEL', KEYS[1], ARGV[1])
  redis.call('ZREM', KEYS[2], ARGV[1])
  redis.call('DEL', KEYS[3])
else
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
  redis.call('ZADD', KEYS[2], ARGV[3], ARGV[1])
end
noteStorages(ARGV[4])
return 1
`
