import { addDeliveries } from './add-deliveries.lua.ts'

/**
 * Makes deliveries of one event outside of the relay. KEYS: none, see delivery-keys.lua.ts. ARGV: time in ms, entry as JSON.
 * Sent twice, it finds the deliveries and leaves them.
 */
export const sendDeliveryScript = `${addDeliveries}
addDeliveries(cjson.decode(ARGV[2]), tonumber(ARGV[1]))
return 1
`
