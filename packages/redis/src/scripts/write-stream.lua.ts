/**
 * Writes a stream's record with everything that is found by it, or nothing at all.
 * KEYS: stream, streams, active streams, due streams, expiring streams, streams of recordings.
 * ARGV: one JSON object, the type StreamWrite of packages/store. Puts the keys of executing rules together itself.
 * Returns 'written' or 'raced'. Sent twice after a lost answer, it finds its own writeId and answers 'written'.
 */
export const writeStreamScript = `
local write = cjson.decode(ARGV[1])
local current = redis.call('HMGET', KEYS[1], 'revision', 'writeId', 'rules', 'recordings')
if current[2] == write.writeId then return 'written' end
if (current[1] or '') ~= write.expectedRevision then return 'raced' end

local function eachGone(former, present, forget)
  local stays = {}
  for _, id in ipairs(present) do stays[id] = true end
  for _, id in ipairs(cjson.decode(former or '[]')) do
    if not stays[id] then forget(id) end
  end
end
eachGone(current[3], write.rules, function(id)
  redis.call('ZREM', write.executingPrefix .. id, write.member)
end)
for _, id in ipairs(write.rules) do redis.call('ZADD', write.executingPrefix .. id, 0, write.member) end
eachGone(current[4], write.recordings, function(id)
  if redis.call('HGET', KEYS[6], id) == write.member then redis.call('HDEL', KEYS[6], id) end
end)
for _, id in ipairs(write.recordings) do redis.call('HSET', KEYS[6], id, write.member) end

redis.call('HSET', KEYS[1], 'record', write.record, 'revision', write.revision, 'writeId', write.writeId,
  'rules', cjson.encode(write.rules), 'recordings', cjson.encode(write.recordings))
redis.call('ZADD', KEYS[2], 0, write.member)
if write.isActive then
  redis.call('ZADD', KEYS[3], 0, write.member)
else
  redis.call('ZREM', KEYS[3], write.member)
end
if write.dueAtMs ~= '' then
  redis.call('ZADD', KEYS[4], write.dueAtMs, write.member)
else
  redis.call('ZREM', KEYS[4], write.member)
end
if write.expiresAfterMs ~= '' then
  local time = redis.call('TIME')
  local nowMs = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
  redis.call('PEXPIRE', KEYS[1], write.expiresAfterMs)
  redis.call('ZADD', KEYS[5], nowMs + tonumber(write.expiresAfterMs), write.member)
else
  redis.call('PERSIST', KEYS[1])
  redis.call('ZREM', KEYS[5], write.member)
end
return 'written'
`
