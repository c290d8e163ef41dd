import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type FormatPlan,
  fileIdOf,
  fileOrder,
  type Recording,
  type RecordingFile,
} from '@tapedeck/domain'
import { createMp4Composer, streamStartOf } from '@tapedeck/media'
import type { Lease } from '@tapedeck/store'
import { makeSource, readPackets } from '@tapedeck/testkit'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { type FillOutcome, fillRecording } from '../../src/lost-media/fill-recording.ts'
import { type Pulled, pulled, type Surroundings, startSurroundings } from './lost-media-fixture.ts'

export const atMs = 1_800_000_000_000

export let around: Surroundings
export let source: string
export let media: Pulled
/** The same stream, received by another recorder from the fifth second on. */
export let later: Pulled
export let laterFile: string
let count = 0
export let id: string
export let recording: Recording
export let ours: Lease

const composed = (pull: Pulled): Buffer => {
  const composer = createMp4Composer(pull.init, 0)
  const body = pull.fragments.flatMap((fragment) => composer.append(fragment))
  return Buffer.concat([composer.finish().head, ...body])
}

/** Starts the servers and makes the source for a test file; each test gets a recording of its own. */
export const useFillerSurroundings = (): void => {
  beforeAll(async () => {
    around = await startSurroundings()
    source = await makeSource({ dir: around.directory, seconds: 9, bFrames: 2 })
    media = await pulled(source)
    later = await pulled(source, ['-ss', '5'])
    laterFile = join(around.directory, 'later.mp4')
    await writeFile(laterFile, composed(later))
  })
  afterAll(() => around.stop())
  beforeEach(() => {
    id = `rec_fill_${count++}`
  })
}

/** This recorder recorded generation 1 and lost it; what it received lies in its spool. */
export const recordAndLose = async (
  plans: FormatPlan[],
  fragments = media.fragments,
): Promise<void> => {
  const begun = await around.recordedBy('recorder-1', id, plans)
  recording = begun.recording
  ours = begun.lease
  const spool = await around.spool.open(id, ours.generation)
  await spool.appendInit(0, media.init.bytes, atMs)
  for (const [index, { bytes }] of fragments.entries())
    await spool.appendFragment(0, bytes, atMs + (index + 1) * 1000)
  await spool.close()
  await around.store.leases.release(ours)
}

/** Another recorder goes on with generation 2, and its media begins with a pull. */
export const anotherGoesOn = async (pull: Pulled | null): Promise<Lease> => {
  const lease = await around.takeOver(id, 'recorder-2')
  const { recordings, generations } = around.store
  await recordings.transition({ recordingId: id, input: 'taken', lease })
  const gap = {
    startedAtMs: atMs - 1000,
    endedAtMs: atMs + 20_000,
    mediaTimeMs: 0,
    cause: 'recorder_lost',
  } as const
  await recordings.transition({ recordingId: id, input: 'fragmentArrived', lease, patch: { gap } })
  if (pull !== null) {
    const receivedAtMs = atMs + 6000
    const start = streamStartOf(pull.fragments.slice(0, 4), pull.init.tracks, receivedAtMs)
    await generations.putStart(lease, start, receivedAtMs - 1000)
  }
  return lease
}

export const complete = async (lease: Lease): Promise<void> => {
  for (const input of ['stopRequested', 'filesStored'] as const)
    await around.store.recordings.transition({ recordingId: id, input, lease })
}

export const fileOf = (generation: number, part: Partial<RecordingFile>): RecordingFile => ({
  id: fileIdOf(id, part.format ?? 'mp4', part.sequence ?? 0),
  recordingId: id,
  generation,
  format: 'mp4',
  sequence: 0,
  storageType: 's3',
  bucket: 'bucket',
  key: `${id}/mp4/other-${generation}-${part.sequence ?? 0}.mp4`,
  bytes: 1,
  crc32: '00000000',
  durationMs: 1000,
  startedAtMs: atMs,
  endedAtMs: atMs + 1000,
  width: null,
  height: null,
  codecs: [],
  slices: [],
  initKey: null,
  ...part,
})

export const fillDeps = () => ({ ...around.deps, holds: () => false })
export const fill = (signal = new AbortController().signal): Promise<FillOutcome> =>
  fillRecording(fillDeps(), id, signal, around.deps.log)

export const fillers = async (format = 'mp4'): Promise<RecordingFile[]> =>
  (await around.files(id))
    .filter((file) => file.format === format && file.filler !== undefined)
    .toSorted(fileOrder)

export const paths = async (format = 'mp4'): Promise<string[]> => {
  const all: string[] = []
  for (const file of await fillers(format)) all.push(await around.download(file))
  return all
}

export const spooled = async () =>
  (await around.spool.list()).filter(({ recordingId }) => recordingId === id)

export const samplesOf = (pull: Pulled, fragments: number[]): number => {
  const videoId = pull.init.tracks.find(({ kind }) => kind === 'video')?.id
  return fragments
    .flatMap((index) => pull.fragments[index]?.samples ?? [])
    .filter(({ trackId }) => trackId === videoId).length
}

export const videoCount = async (all: string[]): Promise<number> => {
  let found = 0
  for (const path of all) found += (await readPackets(path, { kind: 'video' })).length
  return found
}
