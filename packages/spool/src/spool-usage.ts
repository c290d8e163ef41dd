/** Bytes of one recording in the spool: those on disk now, and all that were ever written by this process. */
export type RecordingUsage = { usedBytes: number; writtenBytes: number }

/**
 * Counts the bytes that fragments, journals and work files take on disk, per recording and in all. Counted where they
 * are written and deleted, so that asking costs nothing.
 */
export class SpoolUsage {
  readonly #used = new Map<string, Map<string, number>>()
  readonly #written = new Map<string, number>()
  #usedBytes = 0

  /** Bytes of everything in the spool. */
  get usedBytes(): number {
    return this.#usedBytes
  }

  /** What a recording takes. */
  of(recordingId: string): RecordingUsage {
    let usedBytes = 0
    for (const bytes of this.#used.get(recordingId)?.values() ?? []) usedBytes += bytes
    return { usedBytes, writtenBytes: this.#written.get(recordingId) ?? 0 }
  }

  /** Recordings that take room; what was set aside belongs to none. */
  recordings(): string[] {
    return [...this.#used.keys()].filter((name) => !name.startsWith('.'))
  }

  /**
   * Bytes that were written to a directory of a recording, or were found in it; negative for bytes that are gone.
   * @param directory name of the directory below the recording's
   */
  add(recordingId: string, directory: string, bytes: number): void {
    const directories = this.#used.get(recordingId) ?? new Map<string, number>()
    const before = directories.get(directory) ?? 0
    // what was deleted with its directory is told of again by the file's own owner
    if (bytes <= 0 && before === 0) return
    const after = Math.max(0, before + bytes)
    directories.set(directory, after)
    this.#used.set(recordingId, directories)
    this.#usedBytes += after - before
    if (bytes > 0) this.#written.set(recordingId, (this.#written.get(recordingId) ?? 0) + bytes)
  }

  /** A directory is gone with everything in it. */
  drop(recordingId: string, directory: string): void {
    const directories = this.#used.get(recordingId)
    this.#usedBytes -= directories?.get(directory) ?? 0
    directories?.delete(directory)
    if (directories === undefined || directories.size > 0) return
    this.#used.delete(recordingId)
    this.#written.delete(recordingId)
  }

  /** Everything of a recording is gone. */
  dropRecording(recordingId: string): void {
    for (const directory of [...(this.#used.get(recordingId)?.keys() ?? [])])
      this.drop(recordingId, directory)
  }
}

/** Counts for one directory of a recording. */
export type DirectoryUsage = { add(bytes: number): void; drop(): void }

export const directoryUsage = (
  usage: SpoolUsage,
  recordingId: string,
  directory: string,
): DirectoryUsage => ({
  add: (bytes) => usage.add(recordingId, directory, bytes),
  drop: () => usage.drop(recordingId, directory),
})
