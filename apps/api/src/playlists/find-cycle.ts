import { TapedeckError } from '@tapedeck/contracts'
import { isFinal, type Recording } from '@tapedeck/domain'
import type { ObjectStore } from '@tapedeck/object-store'
import { storedFiles } from '@tapedeck/store'
import type { ApiContext } from '../api-context.ts'
import { configuredStore, storeOf } from '../recordings/recording-files.ts'
import { type PlayedCycle, playedCycles, type RunningCycle } from './played-cycles.ts'

const runningCycles = async (
  { store }: ApiContext,
  { id, state }: Recording,
): Promise<RunningCycle[]> => (isFinal(state) ? [] : store.openCycles.list(id))

/**
 * What can be played of an output.
 * @param recording as it was read before
 */
export const cyclesOfOutput = async (
  context: ApiContext,
  recording: Recording,
  output: string,
): Promise<PlayedCycle[]> => {
  const running = await runningCycles(context, recording)
  const files = await storedFiles(context.store.recordings, recording.id)
  const isRunning = !isFinal(recording.state)
  return playedCycles(recording.id, output, { isRunning, files, running })
}

const outputIn = (recordingId: string, fileId: string): string =>
  fileId.startsWith(`${recordingId}.`)
    ? (fileId.slice(recordingId.length + 1).split('.')[0] ?? '')
    : ''

/**
 * The cycle of a file, or of one that is recorded now.
 * @throws TapedeckError FILE_NOT_FOUND
 */
export const findCycle = async (
  context: ApiContext,
  recording: Recording,
  fileId: string,
): Promise<PlayedCycle> => {
  const running = await runningCycles(context, recording)
  const file = await context.store.recordings.file(recording.id, fileId)
  const files = file === null ? [] : [file]
  const isRunning = !isFinal(recording.state)
  const output = outputIn(recording.id, fileId)
  const cycles = playedCycles(recording.id, output, { isRunning, files, running })
  const found = cycles.find((cycle) => cycle.fileId === fileId)
  if (found === undefined)
    throw new TapedeckError('FILE_NOT_FOUND', {
      detail: `The recording has no slices of a file "${fileId}".`,
    })
  return found
}

/** The store that a cycle's objects are in; null when it is no longer configured. */
export const storeOfCycle = (
  context: ApiContext,
  recording: Recording,
  { place }: PlayedCycle,
): ObjectStore | null =>
  'file' in place
    ? storeOf(context, recording, place.file)
    : configuredStore(() => context.storage(place.target))
