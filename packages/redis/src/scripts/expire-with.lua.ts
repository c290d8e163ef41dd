/** Lua of the scripts that write beside a record: what is written to a recording that has ended expires with it. */
export const expireWith = `
local function expireWith(recording, keys)
  local ttlMs = redis.call('PTTL', recording)
  if ttlMs < 0 then return end
  for _, key in ipairs(keys) do redis.call('PEXPIRE', key, ttlMs) end
end
`
