import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { FormatPlan, FragmentOrigin, Recording, RecordingFile } from '@tapedeck/domain'
import { KeyBook } from '@tapedeck/domain'
import { FragmentReader } from '@tapedeck/media'
import { createFilesystemStore, type ObjectStore } from '@tapedeck/object-store'
import { openSpool, type RecordingSpool } from '@tapedeck/spool'
import { createLogger } from '@tapedeck/telemetry'
import { sampleRecording } from '@tapedeck/testkit'
import pLimit from 'p-limit'
import type { OutputContext } from '../src/output/cycle.ts'
import { Output } from '../src/output/output.ts'
import { storedBefore } from '../src/output/stored-before.ts'
import { FragmentPlacer } from '../src/source/fragment-placer.ts'

const run = promisify(execFile)

/** One output over a real spool and a directory, with a clock that the test moves. */
export type OutputRig = {
  output: Output
  objects: ObjectStore
  objectsDirectory: string
  files: RecordingFile[]
  /** Every key that was ever written, in order. */
  written: string[]
  /** Milliseconds that do not jump. */
  clock: { nowMs: number }
  /** Pulls a file as a recorder would: every fragment as soon as its media is over. */
  pull(source: string, afterFragment?: () => unknown, part?: PulledPart): Promise<void>
  close(): Promise<void>
}

/** Which fragments of a source are pulled, and which ones they are when another generation received them. */
export type PulledPart = {
  from?: number
  to?: number
  originOf?: (fragment: number) => FragmentOrigin
}

/** What differs from the first generation of a recording on a store of its own. */
export type OutputRigOptions = {
  recording?: Recording
  generation?: number
  openCycles?: OutputContext['openCycles']
  /** What former generations stored. */
  files?: RecordingFile[]
  /** Kept when the rig is closed. */
  objectsRoot?: string
  /** Puts something between the output and its store. */
  through?: (objects: ObjectStore) => ObjectStore
  /** What else the output works with instead of what the rig has. */
  context?: Partial<OutputContext>
}

const fragmentsOf = async (source: string): Promise<Buffer> => {
  const { stdout } = await run(
    'ffmpeg',
    [
      ...['-v', 'error', '-nostdin', '-i', source, '-c', 'copy', '-f', 'mp4'],
      ...['-movflags', 'frag_keyframe+empty_moov+default_base_moof', 'pipe:1'],
    ],
    { encoding: 'buffer', maxBuffer: 64 * 1024 * 1024 },
  )
  return stdout
}

const recordingWrites = (objects: ObjectStore, written: string[]): ObjectStore => ({
  ...objects,
  putPart: (key, uploadId, partNumber, body) => {
    written.push(`${key}#${partNumber}`)
    return objects.putPart(key, uploadId, partNumber, body)
  },
  put: (key, ...rest) => {
    written.push(key)
    return objects.put(key, ...rest)
  },
  putFile: (key, ...rest) => {
    written.push(key)
    return objects.putFile(key, ...rest)
  },
  copy: (from, to) => {
    written.push(to)
    return objects.copy(from, to)
  },
})

const contextOf = (
  plan: FormatPlan,
  options: OutputRigOptions,
  rig: { objects: ObjectStore; spool: RecordingSpool; clock: OutputRig['clock'] },
) => ({
  recording: options.recording ?? sampleRecording({ id: 'rec_output' }),
  generation: options.generation ?? 1,
  plan,
  extension: `.${plan.format}`,
  keys: new KeyBook(options.files?.map(({ key }) => key)),
  objects: rig.objects,
  spool: rig.spool,
  limit: pLimit(4),
  retry: { firstDelayMs: 1, maxDelayMs: 10, factor: 2, attempts: 3 },
  clock: () => rig.clock.nowMs,
  monotonic: () => rig.clock.nowMs,
  random: () => 0.5,
  log: createLogger({ app: 'recorder', level: 'silent' }),
  signal: new AbortController().signal,
  assertHeld: async () => undefined,
  ...(options.openCycles === undefined ? {} : { openCycles: options.openCycles }),
  onStored: () => undefined,
  onStorageRetry: () => undefined,
})

const writer = (
  output: Output,
  spool: RecordingSpool,
  clock: OutputRig['clock'],
): OutputRig['pull'] => {
  const placer = new FragmentPlacer()
  return async (source, afterFragment, part = {}) => {
    let number = -1
    for (const item of new FragmentReader().push(await fragmentsOf(source))) {
      if (item.kind === 'init') {
        placer.beginPull(item.init)
        continue
      }
      number += 1
      if (number < (part.from ?? 0) || number >= (part.to ?? Number.POSITIVE_INFINITY)) continue
      const origin = part.originOf?.(number)
      const spooled = await spool.appendFragment(0, item.fragment.bytes, clock.nowMs, origin)
      for (const placed of placer.place({ ...item, receivedAtMs: clock.nowMs, spooled })) {
        await output.write(placed)
        if (placed.leading !== null) clock.nowMs += placed.leading.endMs - placed.leading.startMs
        await afterFragment?.()
      }
    }
  }
}

/** Opens an output for a plan; `close` releases what it took. */
export const openOutput = async (
  plan: FormatPlan,
  options: OutputRigOptions = {},
): Promise<OutputRig> => {
  const directory = await mkdtemp(join(tmpdir(), 'tapedeck-output-'))
  const generation = options.generation ?? 1
  const spool = await (await openSpool(join(directory, 'spool'))).open('rec_output', generation)
  const written: string[] = []
  const rootDirectory = options.objectsRoot ?? directory
  const store = createFilesystemStore({ rootDirectory, directory: 'objects' })
  const watched = recordingWrites(store, written)
  const objects = options.through?.(watched) ?? watched
  const clock = { nowMs: 1_800_000_000_000 }
  const files: RecordingFile[] = []
  const publish = async (file: RecordingFile) => {
    files.push(file)
  }
  const base = contextOf(plan, options, { objects, spool, clock })
  const context = { ...base, publish, ...options.context }
  const output = new Output(context, storedBefore(options.files ?? [], plan.name))
  return {
    output,
    objects,
    objectsDirectory: join(rootDirectory, 'objects'),
    files,
    written,
    clock,
    pull: writer(output, spool, clock),
    async close() {
      await output.abandon()
      await spool.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
