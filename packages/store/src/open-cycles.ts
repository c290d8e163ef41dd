import { TapedeckError } from '@tapedeck/contracts'
import {
  type CycleId,
  fileIdOf,
  isSliced,
  type OpenCycle,
  type OpenCyclePiece,
  outputFormats,
  outputOf,
} from '@tapedeck/domain'
import { keys, runScript } from '@tapedeck/redis'
import type { Lease, OpenCycleStore } from './store.ts'
import type { StoreContext } from './store-context.ts'

/** More than S3 has parts, or the longest cycle has slices. */
const maxPiecesPerCycle = 100_000

/** Under which name the store keeps a cycle. */
export const cycleField = ({ output, sequence }: CycleId): string => `${output}.${sequence}`

/** What pieces are pieces of; '' while an upload has no id, so that nothing can be told about older pieces. */
const wholeOf = ({ format, storage, uploadId }: OpenCycle): string => {
  const place = storage.type === 's3' ? storage.bucket : storage.directory
  if (isSliced(format)) return `${storage.type} ${place ?? ''}`
  return uploadId === null ? '' : `${storage.type} ${place ?? ''} ${uploadId}`
}

const put = async (
  { redis }: StoreContext,
  { recordingId, generation, ownerId }: Lease,
  cycle: OpenCycle,
): Promise<boolean> => {
  const field = cycleField(cycle)
  const scriptKeys = [
    keys.recording(recordingId),
    keys.openCycles(recordingId),
    keys.openCyclePieces(recordingId, field),
    keys.recordingsWithOpenCycles,
    keys.files(recordingId),
  ]
  const fileId = fileIdOf(recordingId, cycle.output, cycle.sequence)
  const facts = [field, JSON.stringify(cycle), wholeOf(cycle), fileId]
  const args = [generation, ownerId, recordingId, ...facts]
  return (await runScript(redis, 'tapedeckPutOpenCycle', scriptKeys, args)) === 1
}

const addPiece = async (
  { redis }: StoreContext,
  { recordingId, generation, ownerId }: Lease,
  id: CycleId,
  piece: OpenCyclePiece,
): Promise<boolean> => {
  const field = cycleField(id)
  const scriptKeys = [
    keys.recording(recordingId),
    keys.openCycles(recordingId),
    keys.openCyclePieces(recordingId, field),
  ]
  const args = [generation, ownerId, field, piece.number, JSON.stringify(piece), maxPiecesPerCycle]
  const outcome = await runScript(redis, 'tapedeckAddOpenCyclePiece', scriptKeys, args)
  if (outcome === 'full')
    throw new TapedeckError('SERVICE_BUG', {
      detail: `A cycle has more than ${maxPiecesPerCycle} pieces`,
    })
  return outcome === 'written'
}

const toPieces = (numbersAndPieces: string[]): OpenCyclePiece[] =>
  numbersAndPieces
    .flatMap((text, i) =>
      i % 2 === 1 && numbersAndPieces[i - 1] !== 'of' ? [JSON.parse(text) as OpenCyclePiece] : [],
    )
    .toSorted((a, b) => a.number - b.number)

const compareCycles = (a: OpenCycle, b: OpenCycle): number =>
  a.sequence - b.sequence ||
  outputFormats.indexOf(a.format) - outputFormats.indexOf(b.format) ||
  a.output.localeCompare(b.output)

/** Older versions did not name the output: it was the format. */
const readCycle = (text: string): OpenCycle => {
  const cycle = JSON.parse(text) as Omit<OpenCycle, 'output'> & Partial<OpenCycle>
  return { ...cycle, output: outputOf(cycle) }
}

const list = async (
  { redis }: StoreContext,
  recordingId: string,
): Promise<{ cycle: OpenCycle; pieces: OpenCyclePiece[] }[]> => {
  const found = (await runScript(
    redis,
    'tapedeckListOpenCycles',
    [keys.openCycles(recordingId)],
    [],
  )) as [cycle: string, numbersAndPieces: string[]][]
  return found
    .map(([cycle, pieces]) => ({
      cycle: readCycle(cycle),
      pieces: toPieces(pieces),
    }))
    .toSorted(({ cycle: a }, { cycle: b }) => compareCycles(a, b))
}

const remove = async (
  { redis }: StoreContext,
  recordingId: string,
  field: string,
  generation: number,
): Promise<void> => {
  const scriptKeys = [keys.openCycles(recordingId), keys.recordingsWithOpenCycles]
  await runScript(redis, 'tapedeckRemoveOpenCycle', scriptKeys, [recordingId, field, generation])
}

/** A random choice, so that with more than `limit` none is always left out. Ids whose cycles have expired leave the set. */
const recordings = async (context: StoreContext, limit: number): Promise<string[]> => {
  if (limit <= 0) return []
  const { redis } = context
  const ids = await redis.srandmember(keys.recordingsWithOpenCycles, limit)
  const exist = await Promise.all(ids.map((id) => redis.exists(keys.openCycles(id))))
  const gone = ids.filter((_, i) => exist[i] === 0)
  await Promise.all(gone.map((id) => remove(context, id, '', 0)))
  return ids.filter((_, i) => exist[i] === 1)
}

/** Open cycles over one hash per recording and one per cycle for its pieces. */
export const createOpenCycles = (context: StoreContext): OpenCycleStore => ({
  put: (lease, cycle) => put(context, lease, cycle),
  addPiece: (lease, id, piece) => addPiece(context, lease, id, piece),
  list: (recordingId) => list(context, recordingId),
  remove: (recordingId, cycle) => remove(context, recordingId, cycleField(cycle), cycle.generation),
  recordings: (limit) => recordings(context, limit),
})
