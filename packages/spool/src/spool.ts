import { mkdir, readdir, rm, rmdir, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { TapedeckError } from '@tapedeck/contracts'
import { type DirectoryLock, lockDirectory } from './lock-directory.ts'
import { readOr } from './medium.ts'
import { RecordingSpool } from './recording-spool.ts'
import {
  bytesBelow,
  isGeneration,
  recordingsIn,
  recoverSpool,
  workDirectoryOf,
} from './recover-spool.ts'
import { setAside, setAsideDirectory } from './set-aside.ts'
import { SpoolReader } from './spool-reader.ts'
import { SpoolSyncer, type SyncListener } from './spool-syncer.ts'
import { type DirectoryUsage, directoryUsage, SpoolUsage } from './spool-usage.ts'
import { isStandBy } from './stand-by.ts'
import type { Patience } from './when-room.ts'
import { createWorkFile, type WorkFiles } from './work-file.ts'

/** What the file system of the spool has. */
export type SpoolRoom = { freeBytes: number; totalBytes: number }

/** Work files outside of a recording's own generation: for media that is brought into storage later. */
export type ExtraWorkFiles = WorkFiles & { remove(): Promise<void> }

/** The recorder's local directory of media that is not yet safe in storage. */
export type Spool = {
  readonly directory: string
  /** Bytes in it, counted while it is written. */
  readonly usage: SpoolUsage
  /** Opens the spool of one generation of a recording: `<directory>/<recording>/<generation>`. */
  open(recordingId: string, generation: number): Promise<RecordingSpool>
  /** Reads what an earlier generation left; see SpoolReader. */
  read(recordingId: string, generation: number): Promise<SpoolReader>
  /** True when a generation was written in case it becomes this recorder's, and did not. */
  isStandBy(recordingId: string, generation: number): Promise<boolean>
  /** Generations that lie here, of every recording. */
  list(): Promise<{ recordingId: string; generation: number }[]>
  /** The highest generation of a recording that lies here; 0 when there is none. */
  highestGeneration(recordingId: string): Promise<number>
  /**
   * Before the first recording of a process: counts what lies here, and deletes work files, which are composed again.
   * @returns bytes of work files that were deleted
   */
  recover(): Promise<number>
  /** A directory for work files beside a recording's generations. What is left in it is deleted by `recover`. */
  openWorkFiles(recordingId: string, name: string): Promise<ExtraWorkFiles>
  /** Moves what a generation left to `<directory>/.set-aside`; see setAside. */
  setAside(recordingId: string, generation: number, reason: string): Promise<string | null>
  /** Deletes everything of a recording. Only when all of it is verified in storage. */
  forget(recordingId: string): Promise<void>
  /** Removes a recording's directory when nothing is left in it. */
  tidy(recordingId: string): Promise<void>
  /** Room of the file system. */
  room(): Promise<SpoolRoom>
  /** Bytes that the file system can still take. */
  freeBytes(): Promise<number>
  /** Stops syncing, and lets another process have it. Recordings' spools are closed by their owners. */
  close(): Promise<void>
}

export type SpoolOptions = SyncListener & {
  /** For the one process that writes to it and deletes in it: no other one of this host may have it open so; see lockDirectory. */
  isExclusive?: boolean
  /** How often what was appended is synced; 0: never, the operating system writes when it likes. */
  syncIntervalMs?: number
  /** Told of each write to a work file that found no room; it is tried again for a day. */
  onNoRoom?: (error: unknown) => void
  /** Pause between two tries of a write that found no room. */
  noRoomRetryMs?: number
}

/** Tries of a write that finds no room, a second apart: a day, like the tries for a storage that is away. */
const noRoomAttempts = 86_400

const isMissingOrFull = (error: unknown): boolean =>
  ['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')

const emptyIfMissing = (error: NodeJS.ErrnoException): [] => {
  if (error.code === 'ENOENT') return []
  throw error
}

/** Names in a recording's directory; one that is gone, or cannot be read, holds up none of the others. */
const namesIn = (directory: string): Promise<string[]> =>
  readOr(readdir(directory), []).catch(emptyIfMissing)

const makeDirectory = async (directory: string): Promise<void> => {
  try {
    await mkdir(directory, { recursive: true })
  } catch (error) {
    throw new TapedeckError('SPOOL_FULL', {
      detail: `the spool directory ${directory} cannot be made`,
      cause: error,
    })
  }
}

const roomOf = async (directory: string): Promise<SpoolRoom> => {
  const { bavail, blocks, bsize } = await statfs(directory)
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize }
}

/** @throws Error when another process has it */
const takeDirectory = async (directory: string): Promise<DirectoryLock> => {
  const lock = await lockDirectory(directory)
  if (lock !== null) return lock
  throw new Error(
    `the spool ${directory} is used by another process of this host; each recorder needs a TAPEDECK_SPOOL_DIR of its own`,
  )
}

const openExtraWorkFiles = async (
  path: string,
  used: DirectoryUsage,
  patience: Omit<Patience, 'signal'>,
): Promise<ExtraWorkFiles> => {
  await mkdir(path, { recursive: true })
  const removed = new AbortController()
  const settings = {
    count: (bytes: number) => used.add(bytes),
    patience: { ...patience, signal: removed.signal },
  }
  return {
    createWorkFile: (name) => createWorkFile(join(path, name), settings),
    async remove() {
      removed.abort()
      await rm(path, { recursive: true, force: true })
      used.drop()
    },
  }
}

/**
 * Opens the spool directory, which is made when it is missing.
 * @throws TapedeckError SPOOL_FULL when the directory cannot be made or written
 * @throws Error when it is to be exclusive and another process has it
 */
export const openSpool = async (directory: string, options: SpoolOptions = {}): Promise<Spool> => {
  await makeDirectory(directory)
  const lock = options.isExclusive === true ? await takeDirectory(directory) : null
  const usage = new SpoolUsage()
  const { syncIntervalMs = 0 } = options
  const { onNoRoom = () => undefined, noRoomRetryMs: retryMs = 1000 } = options
  const patience = { onNoRoom, retryMs, attempts: noRoomAttempts }
  const syncer = syncIntervalMs > 0 ? new SpoolSyncer(syncIntervalMs, options) : null
  const onDirty = syncer === null ? null : (spool: RecordingSpool) => syncer.note(spool)
  const generationDirectory = (recordingId: string, generation: number) =>
    join(directory, recordingId, String(generation))
  const moveAside: Spool['setAside'] = async (recordingId, generation, reason) => {
    const moved = await setAside(directory, { recordingId, generation, reason })
    const bytes = moved === null ? 0 : await bytesBelow(moved)
    usage.drop(recordingId, String(generation))
    usage.add(setAsideDirectory, '', bytes)
    return moved
  }
  return {
    directory,
    usage,
    open: (recordingId, generation) =>
      RecordingSpool.create(generationDirectory(recordingId, generation), generation, {
        usage,
        onDirty,
        patience,
        setAside: (one, reason) => moveAside(recordingId, one, reason),
      }),
    read: (recordingId, generation) =>
      SpoolReader.open(
        generationDirectory(recordingId, generation),
        directoryUsage(usage, recordingId, String(generation)),
      ),
    isStandBy: (recordingId, generation) => isStandBy(generationDirectory(recordingId, generation)),
    async highestGeneration(recordingId) {
      const names = await readdir(join(directory, recordingId)).catch(emptyIfMissing)
      return Math.max(0, ...names.filter(isGeneration).map(Number))
    },
    async list() {
      const found: { recordingId: string; generation: number }[] = []
      for (const recordingId of await recordingsIn(directory))
        for (const name of await namesIn(join(directory, recordingId)))
          if (isGeneration(name)) found.push({ recordingId, generation: Number(name) })
      return found
    },
    recover: () => recoverSpool(directory, usage),
    openWorkFiles: (recordingId, name) =>
      openExtraWorkFiles(
        join(directory, recordingId, workDirectoryOf(name)),
        directoryUsage(usage, recordingId, workDirectoryOf(name)),
        patience,
      ),
    setAside: moveAside,
    async forget(recordingId) {
      await rm(join(directory, recordingId), { recursive: true, force: true })
      usage.dropRecording(recordingId)
    },
    async tidy(recordingId) {
      try {
        await rmdir(join(directory, recordingId))
      } catch (error) {
        if (!isMissingOrFull(error)) throw error
      }
    },
    room: () => roomOf(directory),
    freeBytes: async () => (await roomOf(directory)).freeBytes,
    async close() {
      await syncer?.stop()
      await lock?.release()
    },
  }
}
