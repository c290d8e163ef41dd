import type { FormerDeliveryJob } from '@tapedeck/contracts'
import type { DeliveryReceiver } from '@tapedeck/domain'
import { emptyEventContext } from '@tapedeck/domain'
import type { Processor } from '@tapedeck/queue'
import type { LaneDeps } from './lane-deps.ts'
import { workLane } from './work-lane.ts'

/** Makes a delivery of a job that a former version of the service left in the queue; returns its lane. */
const adoptFormerJob = async (
  { deliveries }: LaneDeps,
  { url, event }: FormerDeliveryJob,
): Promise<string> => {
  const receiver: DeliveryReceiver = { kind: 'url', url, dialect: 'standard' }
  const context = { ...emptyEventContext, notifyUrl: url }
  return (await deliveries.send({ event, context }, receiver)).lane
}

/** The work of the delivery queue: one job is one visit to a lane. "BullMQ wakes, the lane's lock owns." */
export const createDeliverProcessor = (deps: LaneDeps): Processor<'deliver'> => {
  // the lane's lock does not keep this process from itself
  const lanesInWork = new Set<string>()
  return async (job) => {
    const lane = 'lane' in job ? job.lane : await adoptFormerJob(deps, job)
    if (lanesInWork.has(lane)) return undefined
    lanesInWork.add(lane)
    try {
      return await workLane(deps, lane)
    } finally {
      lanesInWork.delete(lane)
    }
  }
}
