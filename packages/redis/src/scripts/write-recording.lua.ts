import { forgetOpenCycle } from './forget-open-cycle.lua.ts'
import { indexFiles } from './index-files.lua.ts'
import { keySpaces } from './key-spaces.lua.ts'
import { noteStorages } from './note-storages.lua.ts'

/**
 * Writes a changed record, with whatever belongs to the change, or nothing at all.
 * KEYS: recording, files, file order, events, event log, index of the old state, index of the new state, unfinished
 * recordings, expiring recordings, idempotency key or '', generations, degradations, open cycles, recordings with open
 * cycles, thumbnails, retention, retention by due time, commands, blocks of thumbnails.
 * ARGV: one JSON object, the type RecordingWrite of packages/store.
 * Returns 'written', 'missing', 'raced' (the revision moved on) or 'stale' (another generation is newer; of a degradation: it
 * was told before, or too many were).
 * Sent twice after a lost answer, it finds its own writeId and answers 'written'.
 */
export const writeRecordingScript = `${forgetOpenCycle}${indexFiles}${keySpaces}${noteStorages}
local write = cjson.decode(ARGV[1])
local current = redis.call('HMGET', KEYS[1], 'revision', 'generation', 'owner', 'writeId')
if not current[1] then return 'missing' end
if current[4] == write.writeId then return 'written' end
if write.generation ~= '' and (current[2] ~= write.generation or current[3] ~= write.owner) then
  return 'stale'
end
if write.degradation ~= '' and redis.call('SISMEMBER', KEYS[12], write.degradation) == 1 then return 'stale' end
if current[1] ~= write.expectedRevision then return 'raced' end
if write.degradation ~= '' then
  if redis.call('SCARD', KEYS[12]) >= tonumber(write.maxDegradations) then return 'stale' end
  redis.call('SADD', KEYS[12], write.degradation)
end

redis.call('HSET', KEYS[1], 'record', write.record, 'state', write.state, 'revision', write.revision,
  'isFinal', write.isFinal, 'writeId', write.writeId)
if KEYS[6] ~= KEYS[7] then
  redis.call('ZREM', KEYS[6], write.member)
  redis.call('ZADD', KEYS[7], 0, write.member)
end
if write.fileId ~= '' then
  redis.call('HSET', KEYS[2], write.fileId, write.file)
  redis.call('RPUSH', KEYS[3], write.fileId)
  indexFile(write.id, write.stream, write.indexed)
end
if write.endedCycle ~= '' then forgetOpenCycle(KEYS[13], KEYS[14], write.id, write.endedCycle) end
for _, retained in ipairs(write.retention) do
  redis.call('HSET', KEYS[16], retained.id, retained.entry)
  redis.call('ZADD', KEYS[17], retained.dueAtMs, retained.id)
  noteStorages(retained.storages)
end
noteStorages(write.storages)
if write.event ~= '' then
  redis.call('XADD', KEYS[4], 'MAXLEN', '~', write.maxEvents, '*', 'event', write.event)
  redis.call('XADD', KEYS[5], 'MAXLEN', '~', write.maxLog, '*', 'event', write.event,
    'notifyUrl', write.notifyUrl, 'context', write.context)
  redis.call('PUBLISH', write.newsChannel, '')
  redis.call('PUBLISH', write.logChannel, '')
end
if #write.commands > 0 then
  redis.call('RPUSH', KEYS[18], unpack(write.commands))
  redis.call('LTRIM', KEYS[18], -write.maxCommands, -1)
end
if write.controlChannel ~= '' then redis.call('PUBLISH', write.controlChannel, write.id) end
if write.isFinal == '1' then
  redis.call('ZREM', KEYS[8], write.member)
  releaseKeySpaces(KEYS[1], write.id)
  local time = redis.call('TIME')
  local expiresAtMs = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000) + tonumber(write.retentionMs)
  redis.call('ZADD', KEYS[9], 'NX', expiresAtMs, write.member)
  expireFiles(write.id, redis.call('ZSCORE', KEYS[9], write.member))
  local expiring = { KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[10], KEYS[11], KEYS[12], KEYS[13], KEYS[15], KEYS[18],
    KEYS[19] }
  for _, field in ipairs(redis.call('HKEYS', KEYS[13])) do expiring[#expiring + 1] = KEYS[13] .. ':' .. field end
  for _, key in ipairs(expiring) do
    if key ~= '' then redis.call('PEXPIRE', key, write.retentionMs, 'NX') end
  end
end
return 'written'
`
