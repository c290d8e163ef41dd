import { keys } from '../keys.ts'

/**
 * How long the keys of a finished recording stay its own. Its last file began before its end, and a new one's first may be
 * told to begin before that was made: by what its server had kept of the stream, and by clocks that differ.
 */
const heldMs = 5000

/**
 * Lua of the scripts that make recordings and end them: which recording alone uses the keys of a key space as they are.
 * The recording notes its spaces in its own hash. A holder that is gone, or that ended without a release, does not count.
 */
export const keySpaces = `
local function isKeySpaceHeld(space, id)
  local holder = redis.call('GET', space)
  if not holder or holder == id then return false end
  return redis.call('PTTL', space) > 0 or redis.call('HGET', '${keys.recording('')}' .. holder, 'isFinal') == ''
end

local function claimKeySpaces(recording, id, spaces)
  for _, space in ipairs(spaces) do redis.call('SET', space, id) end
  if #spaces > 0 then redis.call('HSET', recording, 'keySpaces', cjson.encode(spaces)) end
end

local function releaseKeySpaces(recording, id)
  local spaces = redis.call('HGET', recording, 'keySpaces')
  if not spaces then return end
  for _, space in ipairs(cjson.decode(spaces)) do
    if redis.call('GET', space) == id then redis.call('PEXPIRE', space, ${heldMs}) end
  end
  redis.call('HDEL', recording, 'keySpaces')
end
`
