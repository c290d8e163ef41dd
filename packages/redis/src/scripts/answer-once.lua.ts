/** Longer than a client goes on sending a call again. */
const answerTtlMs = 60_000

/** Lua of the scripts that remove: notes the answer, so that a call that is sent twice is answered the same. */
export const answerOnce = `
local function answerOnce(key, answer)
  redis.call('SET', key, answer, 'PX', ${answerTtlMs})
  return answer
end
`
