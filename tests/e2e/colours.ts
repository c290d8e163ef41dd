import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Two seconds each, over and over. */
export const colours = ['red', 'yellow', 'lime', 'cyan', 'blue', 'magenta'] as const
export type Colour = (typeof colours)[number]
export const colourSeconds = 2

const values: Record<Colour, readonly [number, number, number]> = {
  red: [255, 0, 0],
  yellow: [255, 255, 0],
  lime: [0, 255, 0],
  cyan: [0, 255, 255],
  blue: [0, 0, 255],
  magenta: [255, 0, 255],
}

/** An FLV of whole pictures of one colour, with a keyframe every second. */
export const makeColours = async (dir: string, seconds: number): Promise<string> => {
  const path = join(dir, 'colours.flv')
  const names = Array.from(
    { length: Math.ceil(seconds / colourSeconds) },
    (_, index) => colours[index % colours.length] ?? 'red',
  )
  const inputs = names.flatMap((name) => [
    ...['-f', 'lavfi', '-i', `color=${name}:s=320x180:r=25:d=${colourSeconds}`],
  ])
  await run('ffmpeg', [
    ...['-nostdin', '-v', 'error', '-y', ...inputs, '-f', 'lavfi', '-i', `sine=d=${seconds}`],
    ...['-filter_complex', `concat=n=${names.length},noise=alls=8:allf=t,format=yuv420p[v]`],
    ...['-map', '[v]', '-map', `${names.length}:a`, '-c:v', 'libx264', '-preset', 'ultrafast'],
    ...['-g', '25', '-sc_threshold', '0', '-bf', '2', '-c:a', 'aac', path],
  ])
  return path
}

/** The colour of the first picture of a file, as ffmpeg decodes it. */
export const colourOf = async (path: string): Promise<Colour | null> => {
  const { stdout } = await run(
    'ffmpeg',
    [
      ...['-nostdin', '-v', 'error', '-protocol_whitelist', 'file,crypto'],
      ...(path.endsWith('.m3u8') ? ['-allowed_extensions', 'ALL'] : []),
      ...['-i', path, '-frames:v', '1', '-vf', 'scale=1:1:flags=area,format=rgb24'],
      ...['-f', 'rawvideo', 'pipe:1'],
    ],
    { encoding: 'buffer' },
  )
  return (
    colours.find((colour) =>
      values[colour].every((value, channel) => Math.abs(value - (stdout[channel] ?? -99)) < 48),
    ) ?? null
  )
}
