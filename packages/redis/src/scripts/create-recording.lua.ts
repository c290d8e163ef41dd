import { indexFiles } from './index-files.lua.ts'
import { keySpaces } from './key-spaces.lua.ts'
import { noteStorages } from './note-storages.lua.ts'

/**
 * Stores a new recording with its indexes, its idempotency key and its key spaces.
 * KEYS: recording, idempotency key or '', all recordings, recordings in its state, unfinished recordings, then its key spaces.
 * ARGV: id, fingerprint, record, state, revision, index member, the storages that it names (note-storages.lua.ts).
 * Returns { 'created' | 'existing' | 'conflict', id of the recording that is there now }; or { 'storage_missing', name }, or
 * { 'held', which of its key spaces others hold, counted from 0 }, and has done nothing.
 */
export const createRecordingScript = `${indexFiles}${keySpaces}${noteStorages}
local function verdict(fingerprint)
  return fingerprint == ARGV[2] and 'existing' or 'conflict'
end
if KEYS[2] ~= '' then
  local known = redis.call('HMGET', KEYS[2], 'id', 'fingerprint')
  if known[1] then return { verdict(known[2]), known[1] } end
end
local fingerprint = redis.call('HGET', KEYS[1], 'fingerprint')
if fingerprint then return { verdict(fingerprint), ARGV[1] } end
local missing = missingStorage(ARGV[7])
if missing then return missing end
local held = {}
for i = 6, #KEYS do
  if isKeySpaceHeld(KEYS[i], ARGV[1]) then held[#held + 1] = i - 6 end
end
if #held > 0 then return { 'held', held } end
redis.call('HSET', KEYS[1], 'record', ARGV[3], 'state', ARGV[4], 'revision', ARGV[5],
  'generation', 0, 'owner', '', 'isFinal', '', 'writeId', '', 'fingerprint', ARGV[2], 'idempotencyKey', KEYS[2])
if KEYS[2] ~= '' then redis.call('HSET', KEYS[2], 'id', ARGV[1], 'fingerprint', ARGV[2]) end
for i = 3, 5 do redis.call('ZADD', KEYS[i], 0, ARGV[6]) end
noteStorages(ARGV[7])
claimKeySpaces(KEYS[1], ARGV[1], { unpack(KEYS, 6) })
-- of an expired recording of the same id
forgetFiles(ARGV[1])
return { 'created', ARGV[1] }
`
