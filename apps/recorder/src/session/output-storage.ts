import { type Recording, type StorageTarget, storageOfOutput } from '@tapedeck/domain'
import type { ObjectStore, StorageHealth } from '@tapedeck/object-store'
import type { LimitFunction } from 'p-limit'
import { putNote } from '../backup-return/backup-note.ts'
import type { OutputContext } from '../output/cycle.ts'
import type { SessionDeps } from './session-deps.ts'

/** The backup storage of a recorder. */
export type RecorderBackup = {
  /** All of it, with the notes of what lies in it. */
  root: ObjectStore
  /** The part that belongs to a target. */
  resolve: (target: StorageTarget) => ObjectStore
  health: StorageHealth
  /** Bounds the requests of the whole process to it. */
  limit: LimitFunction
  /** How long the first storage must have failed. */
  afterMs: number
}

/** The storages that an output of a recording writes to: its own, or the recording's, and the backup of that. */
export const outputStorageOf = (
  deps: Pick<SessionDeps, 'recorderId' | 'resolveStorage' | 'clock'> &
    Partial<Pick<SessionDeps, 'storageHealth' | 'backup'>>,
  recording: Recording,
  output: string,
): Pick<OutputContext, 'objects' | 'storageHealth' | 'backup'> => {
  const recordingId = recording.id
  const storage = storageOfOutput(recording, output)
  const objects = deps.resolveStorage(storage)
  const storageHealth = deps.storageHealth?.(storage)
  const { recorderId, clock, backup } = deps
  if (backup == null || storageHealth === undefined) return { objects, backup: null }
  const { root, health, limit, afterMs } = backup
  return {
    objects,
    storageHealth,
    backup: {
      ...{ health, limit, afterMs, objects: backup.resolve(storage) },
      note: (file) =>
        putNote(
          root,
          { recorderId, notedAtMs: clock() },
          { recordingId, storage, file, manifestKey: null },
        ),
    },
  }
}
