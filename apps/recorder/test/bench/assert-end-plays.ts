import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

type Packet = { pos: string; data_hash: string }

/** How much of the end is looked at. */
const tailMs = 4000

/**
 * Reads the last seconds of a stored file over HTTP, by its index: every packet must be one of the stream's, and the
 * last must lie at the end of the file. A wrong offset or one of too few bits shows.
 */
export const assertEndPlays = async (
  file: { url: string; bytes: number; durationMs: number },
  hashes: ReadonlySet<string>,
): Promise<void> => {
  const from = Math.max(0, file.durationMs - tailMs) / 1000
  const { stdout } = await run(
    'ffprobe',
    [
      ...['-v', 'error', '-read_intervals', `${from}%`, '-show_data_hash', 'sha256'],
      ...['-show_packets', '-show_entries', 'packet=pos,data_hash', '-of', 'json', file.url],
    ],
    { maxBuffer: 64 * 1024 * 1024 },
  )
  const { packets = [] } = JSON.parse(stdout) as { packets?: Packet[] }
  const wrong = packets.filter(({ data_hash }) => !hashes.has(data_hash))
  if (packets.length === 0 || wrong.length > 0)
    throw new Error(`${wrong.length} of the last ${packets.length} packets are not the stream's`)
  const last = Math.max(...packets.map(({ pos }) => Number(pos)))
  if (last < file.bytes - 64 * 1024 * 1024)
    throw new Error(`The last packet stands at ${last} of ${file.bytes} bytes`)
}
