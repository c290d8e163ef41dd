import { join } from 'node:path'

import { inputArguments } from './input-arguments.ts'
import { runTool } from './run-tool.ts'

export type FlashOptions = {
  /** Directory for the file. */
  dir: string
  seconds: number
  size?: string
  fps?: number
  /** Shape of a pixel, `1/1` by default. */
  sar?: string
  bFrames?: number
  name?: string
}

/** How long a flash and its beep last. */
const flashSeconds = 0.12

/**
 * Encodes an FLV whose picture is white, and whose sound is a tone, at the beginning of every second: where both are
 * found again shows how they lie to each other, also behind an encoder. In between the picture moves and is hard to encode.
 * @returns the file's path
 */
export const makeFlashes = async (options: FlashOptions): Promise<string> => {
  const { dir, seconds, size = '640x360', fps = 30, sar = '1/1', bFrames = 2 } = options
  const path = join(dir, options.name ?? 'flashes.flv')
  const isOn = `lt(mod(t,1),${flashSeconds})`
  const picture = [
    `testsrc2=size=${size}:rate=${fps}`,
    `noise=alls=20:allf=t,drawbox=color=white:t=fill:enable='${isOn}'`,
    `setsar=${sar},format=yuv420p`,
  ].join(',')
  await runTool('ffmpeg', [
    ...['-nostdin', '-v', 'error', '-y', '-f', 'lavfi', '-i', picture],
    ...['-f', 'lavfi', '-i', `aevalsrc='0.5*sin(2*PI*880*t)*${isOn}':s=48000`],
    ...['-t', `${seconds}`, '-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '24'],
    ...['-g', `${fps}`, '-sc_threshold', '0', '-bf', `${bFrames}`, '-c:a', 'aac', '-b:a', '96k'],
    path,
  ])
  return path
}

/** Beginnings in milliseconds; one at the very start of the file is left out, for it may have begun before. */
export type Flashes = { videoMs: number[]; audioMs: number[] }

/** Where in a file the flashes and the beeps begin, as a decoder shows them. */
export const flashesOf = async (input: string): Promise<Flashes> => {
  const decode = (args: string[]) =>
    runTool('ffmpeg', [
      ...['-nostdin', '-hide_banner', '-v', 'info', '-nostats', '-copyts'],
      ...inputArguments(input),
      ...args,
      ...['-f', 'null', '-'],
    ])
  const [video, audio] = await Promise.all([
    decode([
      ...['-map', '0:v', '-fps_mode', 'passthrough'],
      ...['-vf', 'signalstats,metadata=print:key=lavfi.signalstats.YAVG:file=-'],
    ]),
    decode(['-map', '0:a', '-af', 'silencedetect=noise=-25dB:duration=0.3']),
  ])
  const videoMs: number[] = []
  let wasWhite = true
  for (const [, time, luma] of video.stdout.matchAll(/pts_time:(\S+)\s+\S+YAVG=(\S+)/g)) {
    const isWhite = Number(luma) > 200
    if (isWhite && !wasWhite) videoMs.push(Number(time) * 1000)
    wasWhite = isWhite
  }
  const audioMs = [...audio.stderr.matchAll(/silence_end: (\S+)/g)].map(
    ([, time]) => Number(time) * 1000,
  )
  return { videoMs, audioMs }
}

/** How much later each beep is than the flash that it belongs to, in milliseconds. */
export const beepDelaysMs = ({ videoMs, audioMs }: Flashes): number[] =>
  videoMs.flatMap((flashMs) => {
    const beep = audioMs.find((beepMs) => Math.abs(beepMs - flashMs) < 500)
    return beep === undefined ? [] : [beep - flashMs]
  })
