import { forgetOpenCycle } from './forget-open-cycle.lua.ts'

/**
 * Forgets an open cycle of one generation with its pieces; a newer generation's stays.
 * KEYS: open cycles, recordings with open cycles. ARGV: id, cycle's field, generation.
 * An id without open cycles, for instance of an expired recording, leaves the set in any case.
 */
export const removeOpenCycleScript = `${forgetOpenCycle}
local cycle = redis.call('HGET', KEYS[1], ARGV[2])
local isIt = cycle and tostring(cjson.decode(cycle).generation) == ARGV[3]
if isIt or not cycle then forgetOpenCycle(KEYS[1], KEYS[2], ARGV[1], ARGV[2]) end
return 1
`
