import { deliveryStates } from './delivery-states.lua.ts'

/**
 * Queues a finished delivery again. KEYS: none, see delivery-keys.lua.ts.
 * ARGV: delivery, its record as it must still be, its next record, time in ms. Returns 'queued', 'raced' or 'missing'.
 * Sent twice after a lost answer, it finds what it wrote and answers the same.
 */
export const replayDeliveryScript = `${deliveryStates}
local record = redis.call('HGET', deliveryKeys.delivery(ARGV[1]), 'record')
if not record then return 'missing' end
if record == ARGV[3] then return 'queued' end
if record ~= ARGV[2] then return 'raced' end
moveDelivery(ARGV[1], ARGV[3], 'pending', tonumber(ARGV[4]))
return 'queued'
`
