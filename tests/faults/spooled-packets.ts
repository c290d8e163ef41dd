import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openSpool } from '@tapedeck/spool'
import { readPackets } from '@tapedeck/testkit'

/**
 * What stands in the spools below a directory at this moment, as hashes of packets by recording: what must be in
 * the files in the end. Called when the recorder that writes there is dead or stopped.
 * @param spools the directory with one spool per recorder
 * @param scratch where the media is put together for reading
 */
export const spooledPackets = async (
  spools: string,
  scratch: string,
): Promise<Map<string, Set<string>>> => {
  const byRecording = new Map<string, Set<string>>()
  await mkdir(scratch, { recursive: true })
  for (const recorder of await readdir(spools)) {
    const spool = await openSpool(join(spools, recorder))
    for (const { recordingId, generation } of await spool.list()) {
      const hashes = byRecording.get(recordingId) ?? new Set()
      byRecording.set(recordingId, hashes)
      const reader = await spool.read(recordingId, generation)
      const pulls = new Map<number, Buffer[]>()
      for await (const item of reader.items())
        pulls.set(item.pull, [...(pulls.get(item.pull) ?? []), item.bytes])
      for (const [pull, pieces] of pulls) {
        // an init segment alone holds no packet
        if (pieces.length < 2) continue
        const path = join(scratch, `${recordingId}-${generation}-${pull}.mp4`)
        await writeFile(path, Buffer.concat(pieces))
        for (const kind of ['video', 'audio'] as const)
          for (const { hash } of await readPackets(path, { kind })) hashes.add(hash)
      }
    }
  }
  return byRecording
}
