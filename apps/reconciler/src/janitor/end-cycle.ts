import { TapedeckError } from '@tapedeck/contracts'
import {
  degradationsOf,
  isSliced,
  type OpenCycle,
  type OpenCyclePiece,
  type Recording,
  type RecordingFile,
  stagingPrefix,
} from '@tapedeck/domain'
import { type ObjectStore, salvageCycle } from '@tapedeck/object-store'
import type { JanitorDeps } from './janitor-deps.ts'

/** A cycle that nobody will go on with. */
export type LeftCycle = { cycle: OpenCycle; pieces: OpenCyclePiece[] }

const isStaged = (key: string): boolean => key.startsWith(stagingPrefix)

/** Every object that files name. */
const namedKeys = (files: RecordingFile[]): Set<string> =>
  new Set(
    files.flatMap((file) => [
      file.key,
      ...(file.initKey === null ? [] : [file.initKey]),
      ...file.slices.map((slice) => slice.key),
    ]),
  )

/**
 * Makes a file of what is in storage of a cycle whose recording has ended, and tells of it.
 * @returns false when nothing playable is there
 */
export const salvageLeft = async (
  deps: JanitorDeps,
  recording: Recording,
  { cycle, pieces }: LeftCycle,
  files: RecordingFile[],
  signal: AbortSignal,
): Promise<boolean> => {
  const { store, limit, log } = deps
  const plan = recording.template.formats.find(({ name }) => name === cycle.output)
  if (plan === undefined)
    throw new TapedeckError('SERVICE_BUG', { detail: `No output ${cycle.output} in the template` })
  const objects = deps.resolveStorage(cycle.storage)
  const file = await salvageCycle(
    {
      limit,
      retry: deps.storageRetry,
      random: deps.random,
      signal,
      onRetry: (err) =>
        log.warn(
          { err, recordingId: recording.id, generation: cycle.generation },
          'storage failed while salvaging; trying again',
        ),
      // a recording that has ended has no owner who could be cut off
      beforeVisible: async () => undefined,
    },
    { recording, plan, cycle, pieces, objects, files },
  )
  if (file === null) return false
  if (!(await store.recordings.addFiller(file))) return false
  for (const degradation of degradationsOf(file))
    await store.recordings.tellDegraded(recording.id, degradation)
  await store.openCycles.remove(recording.id, cycle)
  if (cycle.key !== file.key && isStaged(cycle.key)) await limit(() => objects.remove([cycle.key]))
  return true
}

/** What only a cycle names that is given up: its staging object or live playlist, and of slices all that no file has. */
const ownKeys = ({ cycle, pieces }: LeftCycle, files: RecordingFile[]): string[] => {
  const named = namedKeys(files)
  const slices = isSliced(cycle.format)
    ? [cycle.initKey, ...pieces.map(({ slice }) => slice?.key ?? null)]
    : []
  const staged = isStaged(cycle.key) ? [cycle.key] : []
  return [...staged, ...slices].filter((key): key is string => key !== null && !named.has(key))
}

const removedAtOnce = 1000

/** Takes away what a cycle left that cannot become a file. The cycle goes last, so that a broken-off try is made again. */
export const giveUpLeft = async (
  deps: JanitorDeps,
  recordingId: string,
  left: LeftCycle,
  files: RecordingFile[],
): Promise<void> => {
  const { cycle } = left
  const { uploadId } = cycle
  const objects: ObjectStore = deps.resolveStorage(cycle.storage)
  if (uploadId !== null) await deps.limit(() => objects.abortUpload(cycle.key, uploadId))
  const own = ownKeys(left, files)
  for (let from = 0; from < own.length; from += removedAtOnce)
    await deps.limit(() => objects.remove(own.slice(from, from + removedAtOnce)))
  await deps.store.openCycles.remove(recordingId, cycle)
}
