/** Lua of the scripts that end open cycles: forgets one with its pieces, and the recording when it was the last. */
export const forgetOpenCycle = `
local function forgetOpenCycle(openCycles, recordings, id, field)
  redis.call('HDEL', openCycles, field)
  redis.call('DEL', openCycles .. ':' .. field)
  if redis.call('EXISTS', openCycles) == 0 then redis.call('SREM', recordings, id) end
end
`
