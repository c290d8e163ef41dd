import { join } from 'node:path'
import { eventsOf, manifestOf, startWorld, templateOf, type World } from '@tapedeck/e2e/support'
import {
  type AppProcess,
  downloadFiles,
  makeSource,
  type Publisher,
  publishStream,
  type StackOptions,
} from '@tapedeck/testkit'
import { type FaultResult, type FoundHole, keepLogs, newResult } from './fault-result.ts'
import { leftoversAfter } from './leftovers.ts'
import { accountsOf, type PacketAccount } from './packet-account.ts'
import { spooledPackets } from './spooled-packets.ts'

/** One recording under the fault. */
export type StreamUnderFault = {
  id: string
  url: string
  /** What was published, one after the other. */
  sources: string[]
  publisher: Pick<Publisher, 'kill'> & { done: Promise<unknown> }
}

/** What a fault has to work with, while the streams are recorded. */
export type FaultRun = {
  world: World
  streams: StreamUnderFault[]
  /** The recorder that was started first. */
  recorder: AppProcess
  /** The file that is published. */
  source: string
  /** Its length. */
  seconds: number
  /** Reads every spool now: its packets must be in the files in the end. For a moment in which no recorder writes. */
  noteSpools(): Promise<void>
  /**
   * Resolves when media of every recording arrives under another generation, and keeps how long that took, and how long until
   * that generation had the lease.
   * @param sinceMs where it is counted from, by `performance.now()`
   */
  untilRecordedAgain(sinceMs: number): Promise<void>
  /** Resolves when every recording is as wanted. */
  until(
    wanted: (recording: Awaited<ReturnType<World['stack']['api']['recording']>>) => boolean,
    timeoutMs?: number,
  ): Promise<void>
}

export type FaultOptions = {
  name: string
  /** For people: what is done. */
  fault: string
  /** Length of the published stream. */
  seconds: number
  streams?: number
  /** Cycle seconds by format; all four formats when absent. */
  cycles?: Parameters<typeof templateOf>[0]
  template?: Record<string, unknown>
  source?: Partial<Parameters<typeof makeSource>[0]>
  /** Made when the case runs, for the servers in it are its own. */
  stack?: () => Promise<StackOptions>
  /** How the source is published; as it is when absent. */
  publish?: (url: string, file: string) => StreamUnderFault['publisher']
  /** The application of the source server; `strict` drops players when the publisher leaves. */
  app?: 'live' | 'strict'
  /** Seconds of media that are recorded before the fault strikes. */
  warmUpSeconds?: number
  /** Strikes and, where it is to be healed, heals. */
  strike(run: FaultRun): Promise<void>
  /** From the end of the streams to final states, and again to nothing left over. */
  settleMs?: number
}

const allFormats = { mp4: 10, flv: 7, m3u8: 12, cmaf: 9 }
const warmUpTimeoutMs = 60_000
const defaultSettleMs = 90_000

const startStream = async (
  world: World,
  options: FaultOptions,
  source: string,
  index: number,
): Promise<StreamUnderFault> => {
  const { api } = world.stack
  const url = world.rtmp.url(options.app ?? 'live', `${options.name}-${index}`)
  const { id } = await api.record({
    source: { type: 'rtmp', url },
    template: templateOf(options.cycles ?? allFormats, options.template),
    notifyUrl: world.receiver.url,
  })
  await api.waitFor(id, ({ state }) => state === 'waiting', warmUpTimeoutMs)
  const publish = options.publish ?? (() => publishStream({ url, file: source }))
  return { id, url, sources: [source], publisher: publish(url, source) }
}

/** Records streams of known packets, strikes, waits until everything has come to rest, and counts. */
export const runFault = async (options: FaultOptions): Promise<FaultResult> => {
  const world = await startWorld(await options.stack?.())
  const streams: StreamUnderFault[] = []
  try {
    const { seconds, settleMs = defaultSettleMs } = options
    const source = await makeSource({ dir: world.directory, seconds, ...options.source })
    streams.push(
      ...(await Promise.all(
        Array.from({ length: options.streams ?? 1 }, (_, index) =>
          startStream(world, options, source, index),
        ),
      )),
    )
    const spooled = new Map<string, Set<string>>()
    let notes = 0
    const again: Pick<FaultResult, 'leasedAgainMs' | 'recordedAgainMs'> = {
      ...{ leasedAgainMs: null, recordedAgainMs: null },
    }
    const run: FaultRun = {
      world,
      streams,
      recorder: world.stack.apps.find(({ name }) => name === 'recorder') as AppProcess,
      source,
      seconds,
      noteSpools: async () => {
        const scratch = join(world.directory, `spooled-${notes++}`)
        for (const [id, hashes] of await spooledPackets(world.stack.spoolDir, scratch))
          spooled.set(id, new Set([...(spooled.get(id) ?? []), ...hashes]))
      },
      untilRecordedAgain: async (sinceMs) => {
        const goneMs = () => Math.round(performance.now() - sinceMs)
        await run.until(({ generation }) => generation > 1)
        again.leasedAgainMs = goneMs()
        await run.until(({ generation, state }) => generation > 1 && state === 'recording')
        again.recordedAgainMs = goneMs()
      },
      until: async (wanted, timeoutMs = warmUpTimeoutMs) => {
        await Promise.all(streams.map(({ id }) => world.stack.api.waitFor(id, wanted, timeoutMs)))
      },
    }
    const warmUp = options.warmUpSeconds ?? 5
    await run.until(({ progress }) => (progress?.mediaSeconds ?? 0) > warmUp)
    await options.strike(run)
    await Promise.all(streams.map(({ publisher }) => publisher.done))
    await run.until(({ endedAt }) => endedAt !== null, settleMs)
    const leftovers = await leftoversAfter(world, settleMs)
    return { ...(await resultOf(options, run, spooled, leftovers)), ...again }
  } finally {
    await keepLogs(options.name, world.stack.apps)
    for (const { publisher } of streams) await publisher.kill()
    await world.stop()
  }
}

/** Of the sources that say nothing else. */
const framesPerSecond = 25

const foundPictures = (tracks: readonly PacketAccount[]): number =>
  tracks
    .filter(({ kind }) => kind === 'video')
    .reduce((sum, { expected, lost }) => sum + expected - lost, 0)

const undelivered = async (world: World, id: string): Promise<string[]> => {
  const events = await eventsOf(world, id)
  const has = (eventId: string): boolean =>
    world.receiver.received.some(({ event }) => event.id === eventId)
  await world.receiver
    .waitFor(() => events.every((event) => has(event.id)), 60_000)
    // told below, event by event
    .catch(() => undefined)
  return events.filter((event) => !has(event.id)).map(({ type }) => `undelivered event ${type}`)
}

const resultOf = async (
  options: FaultOptions,
  { world, streams }: FaultRun,
  spooled: ReadonlyMap<string, ReadonlySet<string>>,
  leftovers: string[],
): Promise<FaultResult> => {
  const accounts: PacketAccount[] = []
  const frameMs = 1000 / (options.source?.fps ?? framesPerSecond)
  const { name, fault } = options
  const result = newResult({ name, fault, recordings: streams.length })
  result.leftovers.push(...leftovers)
  for (const { id, sources } of streams) {
    const directory = join(world.directory, 'down', id)
    const { api } = world.stack
    const paths = await downloadFiles({ api, objects: world.objects, recordingId: id, directory })
    const manifest = await manifestOf(world, id)
    for (const [format, files] of Object.entries(paths)) {
      const { tracks, avOffsetMs } = await accountsOf(sources, files)
      accounts.push(...tracks)
      result.holes.push(
        ...tracks.flatMap(({ kind, holes }) =>
          holes.map((hole): FoundHole => ({ recordingId: id, format, kind, ...hole })),
        ),
      )
      result.avOffsetMs = Math.max(result.avOffsetMs, Math.round(avOffsetMs))
      const mediaMs = manifest.files
        .filter((file) => file.format === format)
        .reduce((sum, { durationMs }) => sum + durationMs, 0)
      const errorMs = Math.abs(mediaMs - foundPictures(tracks) * frameMs)
      result.mediaErrorMs = Math.max(result.mediaErrorMs, Math.round(errorMs))
      const found = new Set(tracks.flatMap((track) => [...track.found]))
      result.spooled += spooled.get(id)?.size ?? 0
      result.spooledLost += [...(spooled.get(id) ?? [])].filter((hash) => !found.has(hash)).length
    }
    result.gapsToldMs += manifest.totals.lostMs
    result.gapCauses.push(...manifest.gaps.map(({ cause }) => cause))
    result.files += manifest.files.length
    result.ended.push(`${manifest.state} (${manifest.reason ?? 'no reason'})`)
    result.leftovers.push(...(await undelivered(world, id)))
  }
  for (const account of accounts) {
    result.packetsLost = Math.max(result.packetsLost, account.lost)
    result.packetsDoubled += account.doubled + account.unknown
    result.packetsMisplaced += account.misplaced
    for (const { fromMs, toMs } of account.holes)
      if (account.kind === 'video')
        result.longestHoleMs = Math.max(result.longestHoleMs, toMs - fromMs)
  }
  const told = new Map(world.receiver.received.map(({ event }) => [event.id, event.type]))
  for (const type of told.values()) result.events[type] = (result.events[type] ?? 0) + 1
  return result
}
