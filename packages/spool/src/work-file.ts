import { open, rm } from 'node:fs/promises'
import { type Patience, whenRoom } from './when-room.ts'
import { writeFully } from './write-fully.ts'

/** A file that only grows: the composed bytes of one cycle or slice until they are verified in storage. */
export type WorkFile = {
  readonly path: string
  /** Bytes appended so far. */
  readonly bytes: number
  /** Waits for room when the disk is full. When it rejects, nothing of it is there. */
  append(buffers: Buffer[]): Promise<void>
  /** No more bytes come, and an append that waits for room gives up; the file stays readable. */
  close(): Promise<void>
  /** Closes and deletes it. */
  remove(): Promise<void>
}

/** Makes work files. */
export type WorkFiles = { createWorkFile(name: string): Promise<WorkFile> }

/** What a work file needs from the spool that it is in. */
export type WorkFileOptions = {
  /** Told of every byte that is written, and, negative, of those that are deleted. */
  count: (bytes: number) => void
  patience: Patience
}

/**
 * Creates an empty work file; an older one of the same name is replaced. It is never synced: it is composed again from
 * the fragments.
 */
export const createWorkFile = async (
  path: string,
  { count, patience }: WorkFileOptions,
): Promise<WorkFile> => {
  const handle = await whenRoom(patience, () => open(path, 'w'))
  const closed = new AbortController()
  const waiting = { ...patience, signal: AbortSignal.any([patience.signal, closed.signal]) }
  let bytes = 0
  const write = async (whole: Buffer): Promise<void> => {
    try {
      await writeFully(handle, whole, bytes)
    } catch (error) {
      // gives the room back; that this may fail too changes nothing, the place is written over
      await handle.truncate(bytes).catch(() => undefined)
      throw error
    }
    bytes += whole.length
    count(whole.length)
  }
  const close = async () => {
    if (closed.signal.aborted) return
    closed.abort()
    await handle.close()
  }
  return {
    path,
    get bytes() {
      return bytes
    },
    async append(buffers) {
      if (buffers.length === 0) return
      const [only] = buffers
      const whole = buffers.length === 1 && only !== undefined ? only : Buffer.concat(buffers)
      await whenRoom(waiting, () => write(whole))
    },
    close,
    async remove() {
      await close()
      await rm(path, { force: true })
      count(-bytes)
      bytes = 0
    },
  }
}
