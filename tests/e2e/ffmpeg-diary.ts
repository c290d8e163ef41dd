import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A stand-in for ffmpeg that writes down how it is called and then is ffmpeg. */
export type FfmpegDiary = {
  /** For TAPEDECK_FFMPEG_PATH. */
  path: string
  /** The arguments of every call that pulled this URL, in order. */
  callsFor(url: string): Promise<string[][]>
  remove(): Promise<void>
}

/** Stands between arguments, and in none of them. */
const separator = '\u0001'

export const writeFfmpegDiary = async (): Promise<FfmpegDiary> => {
  const directory = await mkdtemp(join(tmpdir(), 'tapedeck-diary-'))
  const path = join(directory, 'ffmpeg')
  const diary = join(directory, 'diary.txt')
  await writeFile(diary, '')
  const note = `{ printf '%s\\001' "$@"; printf '\\n'; } >> '${diary}'`
  await writeFile(path, `#!/bin/sh\n${note}\nexec ffmpeg "$@"\n`)
  await chmod(path, 0o755)
  return {
    path,
    async callsFor(url) {
      const lines = (await readFile(diary, 'utf8')).split('\n')
      const calls = lines.map((line) => line.split(separator).slice(0, -1))
      return calls.filter((args) => args.includes(url))
    },
    remove: () => rm(directory, { recursive: true, force: true }),
  }
}
