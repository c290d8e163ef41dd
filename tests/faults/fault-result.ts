import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { AppProcess, PacketKind } from '@tapedeck/testkit'
import type { Hole } from './packet-account.ts'

/** A hole in one track of one format of a recording. */
export type FoundHole = { recordingId: string; format: string; kind: PacketKind } & Hole

/** What one fault cost, as it was measured. */
export type FaultResult = {
  /** Stable name of the case. */
  name: string
  /** What was done, for people. */
  fault: string
  /** Recordings under the fault. */
  recordings: number
  /** Source packets that came after the recording had joined and are in no file, the worst format's. */
  packetsLost: number
  /** Source packets that are in the files more than once. */
  packetsDoubled: number
  /** Packets that follow one that comes later in the source. */
  packetsMisplaced: number
  /** Packets that stood in a spool when the fault struck. */
  spooled: number
  /** Those of them that are in no file. */
  spooledLost: number
  /** How far sound and picture were moved against each other in any file, at worst. */
  avOffsetMs: number
  /** By how much the files of any format are longer or shorter, in all, than the pictures in them last. */
  mediaErrorMs: number
  /**
   * From the death of a recorder, or from the start of the process that follows it on the same host, until the next generation
   * has the lease, the latest recording's; null where no recorder died.
   */
  leasedAgainMs: number | null
  /** The same until media is recorded again: with the waiting for a keyframe, and for the first fragment to be whole. */
  recordedAgainMs: number | null
  /** The longest hole in the picture of any recording, in milliseconds of the source's time. */
  longestHoleMs: number
  /** Every hole, for whoever looks for its cause. */
  holes: FoundHole[]
  /** What the manifests tell as lost: gaps, less what was filled later; milliseconds of wall time over all recordings. */
  gapsToldMs: number
  gapCauses: string[]
  files: number
  /** Webhooks by type, each event id once. */
  events: Record<string, number>
  /** Final states of the recordings with their reasons. */
  ended: string[]
  /** What was left lying about afterwards: spool files, uploads, staging objects, processes. Empty when all is well. */
  leftovers: string[]
}

/** A result before anything was counted. */
export const newResult = (
  about: Pick<FaultResult, 'name' | 'fault' | 'recordings'>,
): FaultResult => ({
  ...about,
  packetsLost: 0,
  packetsDoubled: 0,
  packetsMisplaced: 0,
  spooled: 0,
  spooledLost: 0,
  avOffsetMs: 0,
  mediaErrorMs: 0,
  leasedAgainMs: null,
  recordedAgainMs: null,
  longestHoleMs: 0,
  holes: [],
  gapsToldMs: 0,
  gapCauses: [],
  files: 0,
  events: {},
  ended: [],
  leftovers: [],
})

/**
 * What is run. short: with `npm test`. long: every case, with the durations that the guarantees are told for. outages: those
 * that last for long alone.
 */
export type FaultForm = 'short' | 'long' | 'outages'

/** The form of this run: `npm run test:faults -- --long` or `-- --outages`, else the short one. */
export const form = (process.env.TAPEDECK_TEST_FAULTS ?? 'short') as FaultForm

export const isLong = form === 'long'

/** Where the results of a form lie until the report is made. */
export const resultsDirectory = (of: FaultForm): string =>
  join(import.meta.dirname, '../../.tapedeck/faults', of)

/** Keeps a result for the report. */
export const keepResult = async (result: FaultResult): Promise<void> => {
  const directory = resultsDirectory(form)
  await mkdir(directory, { recursive: true })
  const path = join(directory, `${result.name}.json`)
  await writeFile(path, JSON.stringify(result, null, 2))
}

/** Keeps the last words of every app, for whoever looks for the cause of a result. */
export const keepLogs = async (name: string, apps: readonly AppProcess[]): Promise<void> => {
  const directory = resultsDirectory(form)
  await mkdir(directory, { recursive: true })
  const text = apps.map((app) => `== ${app.name}\n${app.output()}`).join('\n')
  await writeFile(join(directory, `${name}.log`), text)
}
