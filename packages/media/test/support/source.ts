import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runTool } from './run-tool.ts'

/** A directory of its own for one test file. */
export const temporaryDirectory = async (): Promise<{ path: string; remove(): Promise<void> }> => {
  const path = await mkdtemp(join(tmpdir(), 'tapedeck-media-'))
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}

const seconds = 9

const videoArguments = {
  h264: ['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '3', '-b_strategy', '0'],
  h265: ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=none:bframes=3'],
  av1: ['-c:v', 'libsvtav1', '-preset', '12'],
}
const audioArguments = {
  aac: ['-c:a', 'aac', '-b:a', '96k', '-ar', '44100'],
  mp3: ['-c:a', 'libmp3lame', '-ar', '44100'],
  opus: ['-c:a', 'libopus', '-ar', '48000'],
}

export type SourceOptions = {
  video: keyof typeof videoArguments | null
  audio: keyof typeof audioArguments | null
  /** flv as over RTMP; mkv for what ffmpeg 5.1 cannot put there. */
  container: 'flv' | 'mkv'
  /** The track that begins a while after the other. */
  late?: 'video' | 'audio'
}

/** Nine seconds of test picture and tone at 25 frames, a keyframe every 1.2 s, three B-frames. */
export const makeSource = async (directory: string, options: SourceOptions): Promise<string> => {
  const { video, audio, container, late } = options
  const path = join(directory, `source-${video}-${audio}-${late}.${container}`)
  const after = (kind: string): string[] => (kind === late ? ['-itsoffset', '2.7'] : [])
  const size = 'size=320x180:rate=25'
  const picture = [...after('video'), '-f', 'lavfi', '-i', `testsrc2=${size}:duration=${seconds}`]
  const tone = [...after('audio'), '-f', 'lavfi', '-i', `sine=frequency=440:duration=${seconds}`]
  const gop = ['-g', '30', '-pix_fmt', 'yuv420p']
  await runTool('ffmpeg', [
    ...['-nostdin', '-y', '-loglevel', 'error'],
    ...(video ? picture : []),
    ...(audio ? tone : []),
    ...(video ? [...videoArguments[video], ...gop] : []),
    ...(audio ? [...audioArguments[audio], '-ac', '2'] : []),
    path,
  ])
  return path
}
