import { keys } from '../keys.ts'

const ofJobs = keys.filesOfJobs('')
const ofStream = keys.filesOfStream('', '')
const ofRecording = keys.filesOfRecording('', '')
const indexed = keys.indexedFiles('')

/**
 * Lua of the scripts that write files or end their recordings: the index of files over all recordings.
 * Puts its keys together itself. `stream` is an encoded name; of a file its id, format, startedAtMs, storedAtMs and isDriven
 * count. Former versions had each file in both indexes: it is taken out of both.
 */
export const indexFiles = `
local function indexFile(id, stream, file)
  redis.call('HSET', '${keys.streamsOfFiles}', id, stream)
  redis.call('HSET', '${indexed}' .. id, file.id, file.format .. ' ' .. file.storedAtMs)
  local index = file.isDriven and '${ofStream}' .. file.format .. ':' .. stream or '${ofJobs}' .. file.format
  redis.call('ZADD', index, file.startedAtMs, file.id)
  redis.call('ZADD', '${ofRecording}' .. file.format .. ':' .. id, file.startedAtMs, file.id)
end

local function expireFiles(id, expiresAtMs)
  if redis.call('EXISTS', '${indexed}' .. id) == 1 then redis.call('ZADD', '${keys.expiringFiles}', expiresAtMs, id) end
end

local function formatOf(facts) return string.match(facts, '^%S+') end

local function forgetFile(id, fileId)
  local facts = redis.call('HGET', '${indexed}' .. id, fileId)
  if not facts then return false end
  local stream = redis.call('HGET', '${keys.streamsOfFiles}', id)
  local format = formatOf(facts)
  redis.call('ZREM', '${ofJobs}' .. format, fileId)
  redis.call('ZREM', '${ofStream}' .. format .. ':' .. stream, fileId)
  redis.call('ZREM', '${ofRecording}' .. format .. ':' .. id, fileId)
  redis.call('HDEL', '${indexed}' .. id, fileId)
  if redis.call('EXISTS', '${indexed}' .. id) == 0 then
    redis.call('HDEL', '${keys.streamsOfFiles}', id)
    redis.call('ZREM', '${keys.expiringFiles}', id)
  end
  return true
end

local function forgetFiles(id)
  redis.call('ZREM', '${keys.expiringFiles}', id)
  local stream = redis.call('HGET', '${keys.streamsOfFiles}', id)
  if not stream then return 0 end
  local all = redis.call('HGETALL', '${indexed}' .. id)
  for i = 1, #all, 2 do
    local format = formatOf(all[i + 1])
    redis.call('ZREM', '${ofJobs}' .. format, all[i])
    redis.call('ZREM', '${ofStream}' .. format .. ':' .. stream, all[i])
    redis.call('DEL', '${ofRecording}' .. format .. ':' .. id)
  end
  redis.call('DEL', '${indexed}' .. id)
  redis.call('HDEL', '${keys.streamsOfFiles}', id)
  return #all / 2
end
`
