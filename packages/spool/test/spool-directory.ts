import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RecordingSpool } from '../src/recording-spool.ts'
import { openSpool, type Spool } from '../src/spool.ts'
import type { SpooledItem } from '../src/spool-reader.ts'

/** A spool in a directory of its own; `close` deletes it. */
export type SpoolDirectory = { directory: string; spool: Spool; close(): Promise<void> }

export const makeSpool = async (): Promise<SpoolDirectory> => {
  const directory = await mkdtemp(join(tmpdir(), 'spool-'))
  const spool = await openSpool(join(directory, 'deep', 'spool'))
  return {
    directory: spool.directory,
    spool,
    async close() {
      await spool.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** Bytes of the n-th fragment of a test: each is told from the others. */
export const fragmentBytes = (n: number, bytes = 1000): Buffer => Buffer.alloc(bytes, n + 1)

/** Appends fragments `from` to `to - 1` behind their init segment. */
export const append = async (
  recording: RecordingSpool,
  { from = 0, to, bytes = 1000 }: { from?: number; to: number; bytes?: number },
): Promise<void> => {
  if (from === 0) await recording.appendInit(0, Buffer.from('init'), 1)
  for (let n = from; n < to; n++) await recording.appendFragment(0, fragmentBytes(n, bytes), 10 + n)
}

/** Everything that a generation left. */
export const readAll = async (
  spool: Spool,
  recordingId: string,
  generation: number,
): Promise<SpooledItem[]> => {
  const items: SpooledItem[] = []
  for await (const item of (await spool.read(recordingId, generation)).items()) items.push(item)
  return items
}

/** Numbers of the fragments among items. */
export const numbersOf = (items: SpooledItem[]): number[] =>
  items.flatMap((item) => (item.kind === 'fragment' ? [item.origin.sequence] : []))
