import { createHash } from 'node:crypto'
import { constants, copyFile, mkdir, rename } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

import { spawnProcess } from '../spawn-server.ts'

/** Where sources are kept: those that are made alike are made once, by whatever test comes first. */
const keptSources = join(import.meta.dirname, '../../../../.tapedeck/test-sources')

export type SourceOptions = {
  /** Directory for the file. */
  dir: string
  seconds: number
  /** Distance of keyframes; 1 by default. */
  gopSeconds?: number
  /** h264 by default; h265 needs container mp4 (FLV in ffmpeg 5.1 cannot hold it). */
  codec?: 'h264' | 'h265' | 'none'
  /** aac by default. */
  audio?: 'aac' | 'mp3' | 'opus' | 'none'
  /** Consecutive B-frames at most; 0 by default. */
  bFrames?: number
  container?: 'flv' | 'mp4'
  size?: string
  fps?: number
  name?: string
  /** Another seed makes other packets; 7 by default. */
  seed?: number
  /** Constant rate factor of x264, 34 by default; less is better and bigger. */
  quality?: number
}

const videoArguments = (options: SourceOptions): string[] => {
  const gop = Math.round((options.gopSeconds ?? 1) * (options.fps ?? 25))
  const bFrames = options.bFrames ?? 0
  // a fixed distance of keyframes, so that the place of every cut is known
  return options.codec === 'h265'
    ? [
        '-c:v',
        'libx265',
        '-preset',
        'ultrafast',
        '-tag:v',
        'hvc1',
        '-x265-params',
        `log-level=error:keyint=${gop}:min-keyint=${gop}:scenecut=0:bframes=${bFrames}:open-gop=0`,
      ]
    : [
        '-c:v',
        'libx264',
        '-preset',
        'ultrafast',
        '-crf',
        `${options.quality ?? 34}`,
        '-g',
        `${gop}`,
        '-keyint_min',
        `${gop}`,
        '-sc_threshold',
        '0',
        '-bf',
        `${bFrames}`,
      ]
}

const audioCodecs = { aac: 'aac', mp3: 'libmp3lame', opus: 'libopus' }

/**
 * Encodes a file of known packets: a moving picture with noise and noise as sound, so that no two packets are
 * alike and a missing or doubled one shows. Each call gives a file of its own.
 * @returns the file's path
 */
export const makeSource = async (options: SourceOptions): Promise<string> => {
  const { codec = 'h264', audio = 'aac', container = 'flv', size = '320x180', fps = 25 } = options
  const { seed = 7 } = options
  const path = join(options.dir, options.name ?? `source.${container}`)
  const picture = `testsrc2=size=${size}:rate=${fps},noise=alls=6:allf=t:all_seed=${seed},format=yuv420p`
  const sound = `anoisesrc=sample_rate=48000:amplitude=0.3:seed=${seed}`
  const audioArguments =
    audio === 'none'
      ? []
      : ['-c:a', audioCodecs[audio], '-b:a', '64k', '-ar', audio === 'mp3' ? '44100' : '48000']
  const args = [
    ...(codec === 'none' ? [] : ['-f', 'lavfi', '-i', picture]),
    ...(audio === 'none' ? [] : ['-f', 'lavfi', '-i', sound]),
    ...['-t', `${options.seconds}`],
    ...(codec === 'none' ? [] : videoArguments(options)),
    ...audioArguments,
  ]
  const name = createHash('sha256').update(args.join('\n')).digest('hex').slice(0, 16)
  const kept = join(keptSources, `${name}.${container}`)
  const copyKept = () => copyFile(kept, path, constants.COPYFILE_FICLONE)
  try {
    await copyKept()
  } catch {
    await encode(args, kept)
    await copyKept()
  }
  return path
}

let encodings = 0

/** The file is there when it is whole. */
const encode = async (args: readonly string[], path: string): Promise<void> => {
  await mkdir(dirname(path), { recursive: true })
  encodings += 1
  const half = join(dirname(path), `half-${process.pid}-${encodings}-${basename(path)}`)
  const quiet = ['-nostdin', '-hide_banner', '-loglevel', 'error', '-y']
  const maker = spawnProcess('ffmpeg', [...quiet, ...args, half])
  const { exitCode } = await maker.exited
  if (exitCode !== 0) throw new Error(`the source could not be made: ${maker.output()}`)
  await rename(half, path)
}
