import { keys } from '../keys.ts'

/** Lua of the scripts about deliveries, which find lanes, deliveries and their indexes by themselves. */
export const deliveryKeys = `
local deliveryKeys = {
  delivery = function(id) return '${keys.delivery('')}' .. id end,
  event = function(id) return '${keys.deliveryEvent('')}' .. id end,
  inState = function(state) return '${keys.deliveriesInState('')}' .. state end,
  ofRecording = function(id) return '${keys.deliveriesOfRecording('')}' .. id end,
  ofEndpoint = function(id) return '${keys.deliveriesOfEndpoint('')}' .. id end,
  lane = function(id) return '${keys.lane('')}' .. id end,
  queue = function(id) return '${keys.lane('')}' .. id .. ':queue' end,
  lock = function(id) return '${keys.lane('')}' .. id .. ':lock' end,
  all = '${keys.deliveries}',
  finished = '${keys.finishedDeliveries}',
  lanes = '${keys.lanes}',
  pendingOfReceivers = '${keys.pendingOfReceivers}',
}
`
