import {
  type DrivenRecording,
  isFinal,
  type LiveStream,
  type Recording,
  renditionsOf,
} from '@tapedeck/domain'
import { isCurrent } from '../src/stream-record.ts'
import { type MemoryWorld, room } from './memory-world.ts'

const isWanted = ({ state, desired }: Recording): boolean =>
  !isFinal(state) && state !== 'finalizing' && desired.stop === null

/** What the rule of a published stream wants, and nobody records, waits to begin anew, or stopped by its id. */
const absentRenditions = ({ stoppedByUser }: MemoryWorld, live: LiveStream): string[] => {
  const { phase, publication, inForce, endings = [] } = live
  const current = live.recordings.filter(isCurrent)
  const isGoing = ['recording', 'paused', 'stopped'].includes(phase) && publication !== null
  if (!isGoing || inForce === null || current.some(({ cause }) => cause === 'command')) return []
  return renditionsOf(inForce.template)
    .filter((wanted) => {
      const isWanted = ({ rendition }: { rendition: string | null }) => rendition === wanted
      const waits = endings.some((ending) => isWanted(ending) && ending.retryAtMs !== null)
      const isStopped = stoppedByUser.some(
        (stop) => isWanted(stop) && stop.publicationId === publication.id,
      )
      return !current.some(isWanted) && !waits && !isStopped
    })
    .map((name) => name ?? 'the stream itself')
}

/** What is wrong with a world at any time, also in the middle of something. */
export const standingProblems = (world: MemoryWorld): string[] => {
  const live = world.streamOrNull(room)
  if (live === null) return world.recordings.size === 0 ? [] : ['recordings without a record']
  const current = live.recordings.filter(isCurrent)
  const problems: string[] = []
  if (new Set(current.map(({ rendition }) => rendition)).size !== current.length)
    problems.push('two current recordings of one rendition')
  if (
    new Set(live.recordings.map(({ recordingId }) => recordingId)).size !== live.recordings.length
  )
    problems.push('one recording twice')
  if (live.recordings.length > 64) problems.push('too many recordings in the record')
  const recorded = ['recording', 'paused', 'stopped', 'merging'].includes(live.phase)
  if (!recorded && current.length > 0) problems.push(`${live.phase}, and something is recorded`)
  if (live.phase === 'merging' && live.publication !== null) problems.push('merging, and published')
  if (['unrecorded', 'asking', 'scheduled', 'recording'].includes(live.phase))
    if (live.publication === null) problems.push(`${live.phase}, and not published`)
  if (live.phase === 'unrecorded' && live.skip === null) problems.push('unrecorded for no reason')
  for (const name of absentRenditions(world, live))
    problems.push(`${live.phase}, and ${name} is not recorded`)
  return problems
}

/** True when a recording that goes on is as its entry has it. */
const isAsWished = (
  { publication }: LiveStream,
  { wish, splits, wishedAtMs }: DrivenRecording,
  { desired }: Recording,
): boolean => {
  const pause = desired.pause ?? null
  if ((splits ?? 0) > desired.splits) return false
  if (wish === 'run') return pause === null
  if (wish === 'pause')
    return pause !== null && (pause.stopAfterMs === null) === (publication !== null)
  if (wish === 'stop') return pause?.stopAfterMs === 60_000 && pause.sinceMs === wishedAtMs
  return wish === 'replaced'
}

/** What is wrong when everything that is wished should have been carried out. */
export const restingProblems = (world: MemoryWorld): string[] => {
  const live = world.streamOrNull(room)
  if (live === null) return standingProblems(world)
  const problems = standingProblems(world)
  for (const driven of live.recordings) {
    const recording = world.recordings.get(driven.recordingId)
    if (recording === undefined) {
      if (driven.isMade !== true) problems.push(`${driven.recordingId} is missing`)
    } else if (isWanted(recording) && !isAsWished(live, driven, recording))
      problems.push(`${driven.wish} is not carried out`)
  }
  for (const recording of [...world.recordings.values()].filter(isWanted))
    if (!live.recordings.some(({ recordingId }) => recordingId === recording.id))
      problems.push(`${recording.id} runs and nobody wants it`)
  return problems
}
