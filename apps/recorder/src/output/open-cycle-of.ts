import { isSameStorage, type OpenCycle, storageOfOutput } from '@tapedeck/domain'
import type { CycleStart, OutputContext } from './cycle.ts'
import { trackFactsOf } from './file-facts.ts'
import type { FormerCycle } from './open-cycles.ts'

/** The note of a cycle that begins. */
export const openCycleOf = (
  { generation, plan, recording }: OutputContext,
  { sequence, first, startedAtMs, splits }: CycleStart,
  object: Pick<OpenCycle, 'key' | 'contentType' | 'uploadId' | 'initKey'>,
): OpenCycle => ({
  output: plan.name,
  format: plan.format,
  sequence,
  generation,
  storage: storageOfOutput(recording, plan.name),
  ...object,
  startedAtMs,
  splits,
  from: first.spooled.origin,
  ...trackFactsOf(first.init.tracks),
})

/** What a former generation left of a cycle, where it can be gone on with: in the same storage. */
export const formerCycleOf = (context: OutputContext, sequence: number): FormerCycle | null => {
  const { openCycles, plan, recording } = context
  const former = openCycles?.former({ output: plan.name, sequence }) ?? null
  if (former === null) return null
  return isSameStorage(former.cycle.storage, storageOfOutput(recording, plan.name)) ? former : null
}
