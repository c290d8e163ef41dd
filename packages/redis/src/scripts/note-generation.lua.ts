/** Owners stay known for so many take-overs, how their media began for so many. */
const maxOwners = 10_000
const maxStarts = 200

/** Lua of the scripts that give leases: notes the owner of a new generation, and forgets the oldest beyond the bounds. */
export const noteGeneration = `
local function noteGeneration(key, generation, owner)
  redis.call('HSET', key, generation .. '.owner', owner)
  redis.call('HDEL', key, (generation - ${maxOwners}) .. '.owner', (generation - ${maxStarts}) .. '.start')
end
`
