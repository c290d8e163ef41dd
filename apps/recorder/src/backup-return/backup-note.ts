import { isTapedeckError } from '@tapedeck/contracts'
import type { RecordingFile, StorageTarget } from '@tapedeck/domain'
import type { ObjectStore } from '@tapedeck/object-store'

/**
 * A note in the backup storage, written before a file is told of: something of this recording lies here that belongs
 * elsewhere. It is the list of what has to be moved back, and outlives the record.
 */
export type BackupNote = {
  recordingId: string
  /** The storage that the file belongs to: of its output, or of the recording. */
  storage: StorageTarget
  /** The file as it was stored; null for the manifest, which is not moved but made again. */
  file: RecordingFile | null
  /** Key of the manifest; null for a file. */
  manifestKey: string | null
}

/** What the key of a note says. */
export type NotePlace = { key: string; recorderId: string; notedAtMs: number }

const prefix = 'tapedeck-backup/'

/** The key of a note; one recorder notes a file once. */
const noteKey = (recorderId: string, notedAtMs: number, name: string): string =>
  `${prefix}${recorderId}/${notedAtMs}_${name}.json`

/** Writes a note into the backup storage. */
export const putNote = async (
  root: ObjectStore,
  from: { recorderId: string; notedAtMs: number },
  note: BackupNote,
): Promise<void> => {
  const name = note.file?.id ?? `${note.recordingId}.manifest`
  await root.put(
    noteKey(from.recorderId, from.notedAtMs, name),
    Buffer.from(JSON.stringify(note, null, 2)),
    { contentType: 'application/json' },
  )
}

/** Every note, oldest first. */
export const listNotes = async (root: ObjectStore): Promise<NotePlace[]> => {
  const objects = await root.list(prefix)
  const places = objects.flatMap(({ key }) => {
    const [, recorderId, notedAtMs] = /^tapedeck-backup\/([^/]+)\/(\d+)_/.exec(key) ?? []
    return recorderId === undefined ? [] : [{ key, recorderId, notedAtMs: Number(notedAtMs) }]
  })
  return places.sort((a, b) => a.notedAtMs - b.notedAtMs)
}

/** Reads a note; null when it is gone, because somebody else was quicker. */
export const readNote = async (root: ObjectStore, key: string): Promise<BackupNote | null> => {
  try {
    return JSON.parse((await root.get(key)).toString()) as BackupNote
  } catch (error) {
    if (isTapedeckError(error) && error.code === 'OBJECT_NOT_FOUND') return null
    throw error
  }
}
