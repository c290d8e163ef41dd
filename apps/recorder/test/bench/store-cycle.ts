/**
 * `node store-cycle.ts JSON`: records one cycle of synthetic media into an S3 bucket and prints as JSON how long it
 * took from its last fragment to the finished object. Run by `npm run bench -- time-to-object`, a process per figure.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { KeyBook, plainOutput, type RecordingFile } from '@tapedeck/domain'
import { createS3Store, type ObjectStore, type S3StoreOptions } from '@tapedeck/object-store'
import { openSpool } from '@tapedeck/spool'
import { createLogger } from '@tapedeck/telemetry'
import { sampleRecording } from '@tapedeck/testkit'
import pLimit from 'p-limit'
import { Output } from '../../src/output/output.ts'
import { leadingSpan } from '../../src/output/placed-fragment.ts'
import { storedBefore } from '../../src/output/stored-before.ts'
import { assertEndPlays } from './assert-end-plays.ts'
import { SyntheticStream } from './synthetic-stream.ts'

/** in_place, end_time: by Tapedeck, with such a key. faststart: ffmpeg writes the file, then it is uploaded. */
type Way = 'in_place' | 'end_time' | 'faststart'
type Task = { way: Way; bytes: number; source: string; s3: S3StoreOptions }
type Figures = { seconds: number; bytes: number }

const mib = 1024 ** 2
/** As in the recorder. */
const storageConcurrency = 16
/** What a storage that keeps up with a live stream leaves unsent: less than two parts. */
const backlogOfLiveBytes = 32 * mib

const patterns = {
  in_place: 'bench/{RecordingId}/{Sequence}_{EscapedStartTime}',
  end_time: 'bench/{RecordingId}/{Sequence}_{EscapedStartTime}_{EscapedEndTime}',
} as const

const openOutput = async (
  way: 'in_place' | 'end_time',
  objects: ObjectStore,
  directory: string,
) => {
  const spool = await (await openSpool(directory)).open('rec_bench', 1)
  const files: RecordingFile[] = []
  const toldAtMs: number[] = []
  const monotonic = () => performance.now()
  const output = new Output(
    {
      recording: sampleRecording({ id: 'rec_bench' }),
      generation: 1,
      plan: {
        ...plainOutput,
        name: 'mp4',
        format: 'mp4',
        cycleSeconds: 86_400,
        maxBytes: null,
        objectPattern: patterns[way],
        sliceSeconds: null,
        slicePattern: null,
      },
      extension: '.mp4',
      keys: new KeyBook(),
      objects,
      spool,
      limit: pLimit(storageConcurrency),
      retry: { firstDelayMs: 500, maxDelayMs: 5000, factor: 2, attempts: 5 },
      clock: Date.now,
      monotonic,
      random: Math.random,
      log: createLogger({ app: 'recorder', level: 'warn' }),
      signal: new AbortController().signal,
      assertHeld: async () => undefined,
      publish: async (file) => {
        files.push(file)
        toldAtMs.push(monotonic())
      },
      onStored: () => undefined,
      onStorageRetry: (error) => process.stderr.write(`${String(error)}\n`),
    },
    storedBefore([], 'mp4'),
  )
  return { output, files, toldAtMs, close: () => spool.close() }
}

/** Waits until no more is unsent than a live stream would leave, and nothing more goes out. */
const caughtUp = async (output: Output): Promise<void> => {
  for (let before = -1; ; ) {
    const { backlogBytes } = output.progress()
    if (backlogBytes < backlogOfLiveBytes && backlogBytes === before) return
    before = backlogBytes
    await delay(200)
  }
}

const byTapedeck = async (
  task: Task,
  way: 'in_place' | 'end_time',
  objects: ObjectStore,
  directory: string,
): Promise<Figures> => {
  const stream = await SyntheticStream.read(task.source)
  const { init } = stream
  const { output, files, toldAtMs, close } = await openOutput(
    way,
    objects,
    join(directory, 'spool'),
  )
  const startedAtMs = Date.now()
  let sequence = 0
  for (const fragment of stream.fragments(task.bytes)) {
    const leading = leadingSpan(fragment, init.tracks)
    const startMs = leading?.startMs ?? 0
    const place = { generation: 1, segment: '', offset: 0, bytes: 0, crc32: '' }
    await output.write({
      ...{ fragment, init, leading, startMs, repairs: [] },
      ...{ isCutPoint: false, isCodecChanged: false, isAfterGap: false },
      startedAtMs: startedAtMs + startMs,
      receivedAtMs: startedAtMs + (leading?.endMs ?? 0),
      spooled: { sequence, origin: { generation: 1, sequence }, place },
    })
    sequence += 1
    while (output.progress().backlogBytes > 4 * backlogOfLiveBytes) await delay(5)
  }
  await caughtUp(output)
  const endedMs = performance.now()
  output.endCycle()
  await output.settled()
  const seconds = ((toldAtMs[0] ?? Number.NaN) - endedMs) / 1000
  await close()
  const [file] = files
  if (file === undefined) throw new Error('no file was stored')
  const { bytes } = await objects.head(file.key)
  const url = (await objects.presignGet(file.key, 3600)) ?? ''
  await assertEndPlays({ url, bytes, durationMs: file.durationMs }, stream.packetHashes())
  await objects.remove([file.key])
  return { seconds, bytes }
}

/** The plain tool: a second pass over the file when the stream has ended, then the upload. */
const byFaststart = async (
  task: Task,
  objects: ObjectStore,
  directory: string,
): Promise<Figures> => {
  const stream = await SyntheticStream.read(task.source)
  const path = join(directory, 'faststart.mp4')
  const child = spawn(
    'ffmpeg',
    [
      ...['-v', 'error', '-f', 'mp4', '-i', 'pipe:0', '-c', 'copy'],
      ...['-movflags', '+faststart', '-y', path],
    ],
    { stdio: ['pipe', 'inherit', 'inherit'] },
  )
  const exited = once(child, 'exit')
  child.stdin.write(stream.init.bytes)
  for (const { bytes } of stream.fragments(task.bytes))
    if (!child.stdin.write(bytes)) await once(child.stdin, 'drain')
  const endedMs = performance.now()
  child.stdin.end()
  const [code] = (await exited) as [number | null]
  if (code !== 0) throw new Error(`ffmpeg ended with ${code}`)
  const { key, bytes } = await objects.putFile('bench/faststart.mp4', path, {
    contentType: 'video/mp4',
  })
  const seconds = (performance.now() - endedMs) / 1000
  await objects.remove([key])
  return { seconds, bytes }
}

const task = JSON.parse(process.argv[2] ?? '{}') as Task
const directory = await mkdtemp(join(tmpdir(), 'tapedeck-store-cycle-'))
const objects = createS3Store(task.s3)
try {
  const figures =
    task.way === 'faststart'
      ? await byFaststart(task, objects, directory)
      : await byTapedeck(task, task.way, objects, directory)
  process.stdout.write(`${JSON.stringify(figures)}\n`)
} finally {
  objects.close()
  await rm(directory, { recursive: true, force: true })
}
