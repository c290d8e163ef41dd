import { keys } from '../keys.ts'

/**
 * Lua of the scripts that write what names registered storages: finds one that is not registered, before anything is
 * written, and notes in each storage who uses it. A storage with users is not removed (remove-storage.lua.ts).
 * `text`: a JSON object { user, names, keys }, what a user names now with the keys of the storages, none when it is gone;
 * nothing is done without it.
 */
export const noteStorages = `
local function missingStorage(text)
  if not text or text == '' then return nil end
  local note = cjson.decode(text)
  for i, key in ipairs(note.keys) do
    if redis.call('EXISTS', key) == 0 then return { 'storage_missing', note.names[i] } end
  end
end

local function noteStorages(text)
  if not text or text == '' then return end
  local note = cjson.decode(text)
  local former = redis.call('HGET', '${keys.storagesOfUsers}', note.user)
  for _, name in ipairs(cjson.decode(former or '[]')) do
    redis.call('SREM', '${keys.storageUsers('')}' .. name, note.user)
  end
  if #note.names == 0 then
    redis.call('HDEL', '${keys.storagesOfUsers}', note.user)
    return
  end
  redis.call('HSET', '${keys.storagesOfUsers}', note.user, cjson.encode(note.names))
  for _, name in ipairs(note.names) do redis.call('SADD', '${keys.storageUsers('')}' .. name, note.user) end
end
`
