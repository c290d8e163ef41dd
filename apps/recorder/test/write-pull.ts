import { writeFile } from 'node:fs/promises'
import type { TimestampRepair } from '@tapedeck/domain'
import { createMp4Composer, type Fragment, type InitSegment, MediaLine } from '@tapedeck/media'
import type { startPullReader } from '../src/source/pull-reader.ts'

/**
 * Sets everything that a pull brings on a time line and writes it as an MP4 file, until the pull ends.
 * @returns what was repaired on the way
 */
export const writePull = async (
  reader: ReturnType<typeof startPullReader>,
  path: string,
): Promise<TimestampRepair[]> => {
  const line = new MediaLine()
  const fragments: Fragment[] = []
  const repairs: TimestampRepair[] = []
  let init: InitSegment | null = null
  for await (const item of reader.items) {
    if (item.kind === 'init') init = item.init
    else if (init !== null) {
      const placed = line.place(item.fragment, init.tracks, item.receivedAtMs)
      fragments.push(placed.fragment)
      repairs.push(...placed.repairs)
      reader.sawMedia(line.endMs)
    }
  }
  if (init === null) throw new Error('nothing was received')
  const composer = createMp4Composer(init, 0)
  const body = fragments.flatMap((fragment) => composer.append(fragment))
  await writeFile(path, Buffer.concat([composer.finish().head, ...body]))
  return repairs
}
