import { stat, statfs } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { tryDisk } from './disk-trial.ts'
import { failureText } from './failure-text.ts'
import { type Finding, ok, problem, warning } from './finding.ts'
import { spoolFindings } from './spool-rules.ts'

export type SpoolCheckOptions = {
  directory: string
  /** Null: a share of the file system. */
  maxBytes: number | null
  /** Recordings at the same time. */
  capacity: number
  /** Root of the filesystem storage; null when there is none. */
  storageDirectory: string | null
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT'

/** The directory, or the nearest one above it that is there: a recorder makes the rest. */
const existing = async (directory: string): Promise<string> => {
  try {
    const facts = await stat(directory)
    if (!facts.isDirectory()) throw new Error(`${directory} is not a directory`)
    return directory
  } catch (error) {
    const above = dirname(directory)
    if (!isMissing(error) || above === directory) throw error
    return existing(above)
  }
}

/** A storage on the disk of the spool is no second place, and both run full at the same time. */
const sharedFindings = async (spool: string, storage: string | null): Promise<Finding[]> => {
  if (storage === null) return []
  const [one, other] = await Promise.all([stat(spool), stat(await existing(resolve(storage)))])
  return one.dev === other.dev
    ? [
        warning(
          'spool_shared',
          'the spool and the filesystem storage are on one file system: the storage grows until the spool has no room',
          'Put them on two, or set TAPEDECK_SPOOL_MAX_BYTES and watch the room.',
        ),
      ]
    : []
}

const look = async (options: SpoolCheckOptions): Promise<Finding[]> => {
  const wanted = resolve(options.directory)
  const directory = await existing(wanted)
  const { type, bsize, blocks, bavail } = await statfs(directory)
  const facts = { type, totalBytes: blocks * bsize, freeBytes: bavail * bsize }
  const speed = await tryDisk(directory)
  return [
    ok('spool_writable', `${wanted} ${directory === wanted ? 'can be written' : 'can be made'}`),
    ...spoolFindings(facts, speed, options),
    ...(await sharedFindings(directory, options.storageDirectory)),
  ]
}

/** Looks at the disk of the spool, and writes 24 MiB to it. Never throws. */
export const checkSpool = async (options: SpoolCheckOptions): Promise<Finding[]> => {
  try {
    return await look(options)
  } catch (error) {
    const isFull = error instanceof Error && 'code' in error && error.code === 'ENOSPC'
    const why = failureText(error)
    return isFull
      ? [
          problem(
            'spool_room',
            `the file system of the spool is full: ${why}`,
            'Make room there; recordings that wait for it go on by themselves.',
          ),
        ]
      : [
          problem(
            'spool_writable',
            `the spool cannot be written: ${why}`,
            'Give TAPEDECK_SPOOL_DIR to the user of the recorder (chown), and mount it for writing.',
          ),
        ]
  }
}
