import { execFile } from 'node:child_process'
import { mkdtemp, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { makeSource, type S3Server, startS3Server } from '@tapedeck/testkit'

const run = promisify(execFile)
const program = fileURLToPath(
  new URL('../apps/recorder/test/bench/store-cycle.ts', import.meta.url),
)

const say = (text: string): void => {
  process.stdout.write(`${text}\n`)
}

const ways = ['faststart', 'in_place', 'end_time'] as const
type Way = (typeof ways)[number]
type Figures = { seconds: number; bytes: number }

/** Files on disk for each byte of a cycle: the work file, and what four objects of it leave in the server for a while. */
const diskFactor = 5

const assertRoom = async (bytes: number): Promise<void> => {
  const { bavail, bsize } = await statfs(tmpdir())
  if (bavail * bsize < bytes * diskFactor)
    throw new Error(
      `A cycle of ${bytes / 1e6} MB needs ${(bytes * diskFactor) / 1e9} GB in ${tmpdir()}, of which ${Math.floor((bavail * bsize) / 1e9)} GB are free.`,
    )
}

const measure = async (
  way: Way,
  bytes: number,
  source: string,
  server: S3Server,
): Promise<Figures> => {
  const { endpoint, region, bucket, forcePathStyle, accessKeyId, secretAccessKey } = server
  const s3 = { endpoint, region, bucket, forcePathStyle, accessKeyId, secretAccessKey }
  const task = JSON.stringify({ way, bytes, source, s3 })
  const { stdout } = await run(process.execPath, [program, task])
  return JSON.parse(stdout) as Figures
}

const row = (name: string, figures: Figures, base: Figures): string =>
  `  ${name.padEnd(40)}${figures.seconds.toFixed(2).padStart(9)} s${(figures.seconds / base.seconds).toFixed(3).padStart(9)}`

/** One server per size: it gives the room of removed objects back only after a while. */
const benchSize = async (megabytes: number, source: string): Promise<void> => {
  const bytes = megabytes * 1e6
  await assertRoom(bytes)
  // of the local server: the size of its sparse disk
  process.env.S3_DISK_GB = String(Math.max(20, Math.ceil((bytes * diskFactor) / 1e9) * 2))
  const server = await startS3Server()
  try {
    const figures = new Map<Way, Figures>()
    for (const way of ways) figures.set(way, await measure(way, bytes, source, server))
    const [base, inPlace, endTime] = ways.map((way) => figures.get(way))
    if (!base || !inPlace || !endTime) throw new Error('nothing was measured')
    say(`\n${megabytes} MB on ${server.kind} S3; ratios to the plain tool:\n`)
    say(row('ffmpeg -movflags +faststart, then upload', base, base))
    say(row('Tapedeck, key without end time', inPlace, base))
    say(row('Tapedeck, key with end time', endTime, base))
  } finally {
    await server.stop()
  }
}

/**
 * Seconds from the last fragment of a cycle to the finished fast-start MP4 in an S3 bucket, beside ffmpeg with
 * +faststart and an upload of its file. The media comes as fast as the storage takes it and stops where it would with
 * a live stream: all full parts sent.
 * @param sizes megabytes of each cycle
 */
export const benchTimeToObject = async ({ sizes }: { sizes: number[] }): Promise<void> => {
  const directory = await mkdtemp(join(tmpdir(), 'tapedeck-bench-'))
  try {
    const source = await makeSource({
      dir: directory,
      seconds: 10,
      size: '1280x720',
      bFrames: 2,
      quality: 26,
    })
    for (const megabytes of sizes) await benchSize(megabytes, source)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
