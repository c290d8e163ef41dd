import type { DiskSpeed } from './disk-trial.ts'
import { type Finding, ok, problem, warning } from './finding.ts'

/** What a file system says of itself. */
export type DiskFacts = {
  /** Its type, as statfs(2) numbers it. */
  type: number
  totalBytes: number
  /** Those that a user without privileges may take. */
  freeBytes: number
}

const gib = 1024 ** 3
/** A stream of 2.6 Mbit/s, received once and composed to one output. */
const bytesPerStreamSecond = 2 * (2_600_000 / 8)
const littleShare = 0.1
const littleBytes = 5 * gib
/** The recorder syncs once a second; a disk that takes longer falls behind. */
const slowSyncMs = 1000

const unfit: Record<number, string> = {
  16914836: 'is in memory (tmpfs): a restart of the host loses what is not uploaded yet',
  2240043254: 'is in memory (ramfs): a restart of the host loses what is not uploaded yet',
  2035054128: 'is the layer of a container (overlayfs), which is gone with it',
  26985: 'is on the network (NFS): recording then depends on it, and syncs are slow',
  4283649346: 'is on the network (CIFS): recording then depends on it, and syncs are slow',
  4266872130: 'is on the network (SMB): recording then depends on it, and syncs are slow',
}

const inGib = (bytes: number): string => `${(bytes / gib).toFixed(1)} GiB`

const kindFindings = ({ type }: DiskFacts): Finding[] => {
  const why = unfit[type]
  return why === undefined
    ? []
    : [
        warning(
          'spool_kind',
          `the spool ${why}`,
          'Let TAPEDECK_SPOOL_DIR be on a local disk; in a container, mount a volume there.',
        ),
      ]
}

const roomFinding = ({ totalBytes, freeBytes }: DiskFacts, maxBytes: number | null): Finding => {
  const what = `${inGib(freeBytes)} of ${inGib(totalBytes)} are free`
  const mend =
    'Make room, or take a larger disk; docs/operations.md says how much a stream needs (The spool).'
  if (maxBytes !== null && maxBytes > totalBytes)
    return problem(
      'spool_budget',
      `TAPEDECK_SPOOL_MAX_BYTES is ${inGib(maxBytes)}, the file system has ${inGib(totalBytes)}`,
      'Lower it to what the spool may really take, or leave it out (90 % of the file system).',
    )
  const least = Math.min(littleBytes, totalBytes * littleShare)
  // below that the recorder takes no recording
  return freeBytes < least ? problem('spool_room', what, mend) : ok('spool_room', what)
}

const speedFinding = ({ bytesPerSecond, worstSyncMs }: DiskSpeed, capacity: number): Finding => {
  const speed = `${(bytesPerSecond / 1e6).toFixed(0)} MB/s with syncs of ${worstSyncMs.toFixed(0)} ms at most`
  const needed = capacity * bytesPerStreamSecond
  const isSlow = bytesPerSecond < needed || worstSyncMs > slowSyncMs
  return isSlow
    ? warning(
        'spool_slow',
        `the disk takes ${speed}; ${capacity} streams want ${(needed / 1e6).toFixed(0)} MB/s`,
        'Take a faster disk, or lower TAPEDECK_RECORDER_CAPACITY.',
      )
    : ok('spool_slow', `the disk takes ${speed}`)
}

/** What the disk of a spool means for recordings. */
export const spoolFindings = (
  facts: DiskFacts,
  speed: DiskSpeed,
  { maxBytes, capacity }: { maxBytes: number | null; capacity: number },
): Finding[] => [
  ...kindFindings(facts),
  roomFinding(facts, maxBytes),
  speedFinding(speed, capacity),
]
