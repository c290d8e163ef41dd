import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { FileView } from '@tapedeck/contracts'
import type { S3Server } from '@tapedeck/testkit'

/** One thing that is not as it should be, in words. */
export type Problem = string

const run = promisify(execFile)

/** Seconds that ffprobe measures, from the stored object itself. */
const probedSeconds = async (url: string): Promise<number> => {
  const { stdout } = await run('ffprobe', [
    '-v',
    'error',
    '-show_entries',
    'format=duration',
    '-of',
    'csv=p=0',
    url,
  ])
  return Number.parseFloat(stdout)
}

/** A frame and an audio packet of rounding, and what a container counts before its first picture. */
const toleranceSeconds = 0.15

/** Probes every stored file, prints a line for each, and says what is missing or wrong. */
export const checkFiles = async (
  files: FileView[],
  wantedCycles: number,
  s3: S3Server,
  say: (text: string) => void,
): Promise<Problem[]> => {
  const problems: Problem[] = []
  say('\n  format  cycle  seconds   probed      bytes  object')
  for (const file of files) {
    const url = `${s3.endpoint}/${file.bucket}/${file.key.split('/').map(encodeURIComponent).join('/')}`
    const seconds = file.durationMs / 1000
    const probed = await probedSeconds(url)
    say(
      `  ${file.format.padEnd(6)}  ${String(file.sequence).padStart(5)}  ${seconds.toFixed(3).padStart(7)}  ${probed.toFixed(3).padStart(7)}  ${String(file.bytes).padStart(9)}  ${file.key}`,
    )
    if (!(Math.abs(probed - seconds) <= toleranceSeconds))
      problems.push(`${file.key} lasts ${probed} s, not ${seconds} s`)
  }
  for (const format of ['mp4', 'flv', 'm3u8', 'cmaf']) {
    const count = files.filter((file) => file.format === format).length
    if (count < wantedCycles) problems.push(`${count} files in ${format}, not ${wantedCycles}`)
  }
  return problems
}
