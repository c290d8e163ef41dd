import { TapedeckError } from '@tapedeck/contracts'
import {
  isSliced,
  keysOfFiles,
  type OpenCycle,
  type OpenCyclePiece,
  type Recording,
  type RecordingFile,
  stagingPrefix,
} from '@tapedeck/domain'
import { type ObjectStore, salvageCycle } from '@tapedeck/object-store'
import { tellWrong } from '@tapedeck/store'
import type { JanitorDeps } from './janitor-deps.ts'

/** A cycle that nobody will go on with. */
export type LeftCycle = { cycle: OpenCycle; pieces: OpenCyclePiece[] }

const isStaged = (key: string): boolean => key.startsWith(stagingPrefix)

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
  await tellWrong(store.recordings, file)
  // slices behind a hole are media that no file has: they stay
  await removeAll(deps, objects, unnamed([...files, file], ...withoutMedia(cycle)))
  await store.openCycles.remove(recording.id, cycle)
  return true
}

/** The staging object or live playlist of a cycle, and its init segment. */
const withoutMedia = (cycle: OpenCycle): (string | null)[] => [
  isStaged(cycle.key) ? cycle.key : null,
  cycle.initKey,
]

/** Which of these keys no file has. */
const unnamed = (files: RecordingFile[], ...keys: (string | null)[]): string[] => {
  const named = keysOfFiles(files)
  return keys.filter((key): key is string => key !== null && !named.has(key))
}

const removedAtOnce = 1000

const removeAll = async (
  { limit }: JanitorDeps,
  objects: ObjectStore,
  keys: string[],
): Promise<void> => {
  for (let from = 0; from < keys.length; from += removedAtOnce)
    await limit(() => objects.remove(keys.slice(from, from + removedAtOnce)))
}

/** Takes away what a cycle left that cannot become a file. The cycle goes last, so that a broken-off try is made again. */
export const giveUpLeft = async (
  deps: JanitorDeps,
  recordingId: string,
  left: LeftCycle,
  files: RecordingFile[],
): Promise<void> => {
  const { cycle, pieces } = left
  const { uploadId } = cycle
  const objects: ObjectStore = deps.resolveStorage(cycle.storage)
  if (uploadId !== null) await deps.limit(() => objects.abortUpload(cycle.key, uploadId))
  const slices = isSliced(cycle.format) ? pieces.map(({ slice }) => slice?.key ?? null) : []
  await removeAll(deps, objects, unnamed(files, ...withoutMedia(cycle), ...slices))
  await deps.store.openCycles.remove(recordingId, cycle)
}
