import { runToEnd } from '../process/run-to-end.ts'

/** What a build of ffmpeg can do, by its own lists. */
export type FfmpegAbilities = {
  /** Protocols that it can read. */
  protocols: Set<string>
  encoders: Set<string>
  demuxers: Set<string>
  muxers: Set<string>
}

const timeoutMs = 20_000

/** Names behind the columns of flags; one line may have several, as in `mov,mp4,m4a`. */
const named = (text: string, line: RegExp): Set<string> =>
  new Set([...text.matchAll(line)].flatMap(([, names = '']) => names.split(',')))

const readable = (protocols: string): Set<string> => {
  const [, input = ''] = /Input:([\s\S]*?)Output:/.exec(protocols) ?? []
  return new Set(input.split(/\s+/).filter((name) => name !== ''))
}

/**
 * Asks a build of ffmpeg what was built into it.
 * @throws TapedeckError FFMPEG_FAILED when it cannot be run
 */
export const ffmpegAbilities = async (path: string): Promise<FfmpegAbilities> => {
  const list = (what: string) => runToEnd(path, ['-hide_banner', what], { timeoutMs })
  const formats = /^ +[DE. ]{1,4} ([\w,]+) /gm
  return {
    protocols: readable(await list('-protocols')),
    encoders: named(await list('-encoders'), /^ [A-Z.]{6} (\S+)/gm),
    demuxers: named(await list('-demuxers'), formats),
    muxers: named(await list('-muxers'), formats),
  }
}
