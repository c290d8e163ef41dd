/**
 * Every open cycle of a recording as it is in this moment.
 * KEYS: open cycles. Returns { cycle, { number, piece, ... } } per cycle.
 */
export const listOpenCyclesScript = `
local found = {}
local cycles = redis.call('HGETALL', KEYS[1])
for i = 1, #cycles, 2 do
  found[#found + 1] = { cycles[i + 1], redis.call('HGETALL', KEYS[1] .. ':' .. cycles[i]) }
end
return found
`
