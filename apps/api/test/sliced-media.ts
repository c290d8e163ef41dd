import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import type { RecordingSlice } from '@tapedeck/domain'
import type { ObjectStore } from '@tapedeck/object-store'

const run = promisify(execFile)

export const framesPerSlice = 10
const sliceSeconds = 1
const slicesPerCycle = 2

/** How ffmpeg names and makes what a cycle of each format consists of. */
const makers = {
  m3u8: { type: 'mpegts', extension: 'ts', initName: null },
  cmaf: { type: 'fmp4', extension: 'm4s', initName: 'init.mp4' },
} as const

export type StoredCycle = { slices: RecordingSlice[]; initKey: string | null; codecs: string[] }

/** A cycle of two slices of ten frames each, encoded by ffmpeg, in a storage; its times begin at zero as a recorder's do. */
export const storeCycle = async (
  objects: ObjectStore,
  directory: string,
  { format, key, sequence }: { format: keyof typeof makers; key: string; sequence: number },
): Promise<StoredCycle> => {
  const { type, extension, initName } = makers[format]
  const seconds = sliceSeconds * slicesPerCycle
  const source = `testsrc2=size=64x48:rate=${framesPerSlice}:duration=${seconds}`
  await run(
    'ffmpeg',
    [
      ...['-nostdin', '-y', '-v', 'error', '-f', 'lavfi', '-i', source, '-c:v', 'libx264'],
      ...['-preset', 'ultrafast', '-bf', '0', '-g', String(framesPerSlice), '-pix_fmt', 'yuv420p'],
      ...['-f', 'hls', '-hls_time', String(sliceSeconds), '-hls_segment_type', type],
      ...['-hls_list_size', '0', '-hls_segment_filename', `%d.${extension}`, 'made.m3u8'],
    ],
    { cwd: directory },
  )
  const put = async (name: string, as: string): Promise<number> => {
    const body = await readFile(join(directory, name))
    await objects.put(as, body, { contentType: 'application/octet-stream' })
    return body.length
  }
  const initKey = initName === null ? null : `${key}/init.mp4`
  if (initName !== null && initKey !== null) await put(initName, initKey)
  const slices: RecordingSlice[] = []
  for (let index = 0; index < slicesPerCycle; index++) {
    const number = sequence * slicesPerCycle + index
    const sliceKey = `${key}/${number} of it.${extension}`
    slices.push({
      key: sliceKey,
      sequence: number,
      bytes: await put(`${index}.${extension}`, sliceKey),
      durationMs: sliceSeconds * 1000,
      startedAtMs: Date.UTC(2026, 0, 1) + number * sliceSeconds * 1000,
      discontinuity: false,
    })
  }
  return { slices, initKey, codecs: ['avc1.42c00a'] }
}

/** A playlist for each span between discontinuities, its links made absolute. */
const spansOf = (playlist: string, base: string): string[] => {
  const absolute = (uri: string): string => new URL(uri, base).href
  const body = playlist
    .split('\n')
    .filter((line) => /^(#EXTINF|#EXT-X-MAP|#EXT-X-DISC|[^#])/.test(line))
  let map = ''
  return body
    .join('\n')
    .split('#EXT-X-DISCONTINUITY')
    .map((span) => {
      const lines = span.trim().split('\n')
      const changed = lines.find((line) => line.startsWith('#EXT-X-MAP'))
      if (changed) map = changed.replace(/URI="([^"]*)"/, (_, uri) => `URI="${absolute(uri)}"`)
      const slices = lines
        .filter((line) => line !== changed)
        .map((line) => (line.startsWith('#') ? line : absolute(line)))
      const head = ['#EXTM3U', '#EXT-X-VERSION:7', '#EXT-X-TARGETDURATION:10', map]
      return [...head, ...slices, '#EXT-X-ENDLIST', ''].filter((line) => line !== '').join('\n')
    })
}

/** The span with its objects fetched beside it: ffmpeg sends no key for what a local playlist names. */
const fetched = async (span: string, directory: string, key: string): Promise<string> => {
  let text = span
  for (const [index, url] of (span.match(/http[^"\n]+/g) ?? []).entries()) {
    const answer = await fetch(url, { headers: { authorization: `Bearer ${key}` } })
    if (answer.status !== 200) throw new Error(`${url} was answered ${answer.status}`)
    const name = `fetched-${index}${extname(url)}`
    await writeFile(join(directory, name), Buffer.from(await answer.arrayBuffer()))
    text = text.replace(url, name)
  }
  return text
}

const decodeSpan = async (path: string): Promise<number> => {
  const { stdout, stderr } = await run(
    'ffmpeg',
    [
      ...['-nostdin', '-v', 'error', '-xerror', '-progress', 'pipe:1'],
      ...['-protocol_whitelist', 'file,crypto,http,tcp', '-allowed_extensions', 'ALL'],
      ...['-i', path, '-fps_mode', 'passthrough', '-f', 'null', '-'],
    ],
    { timeout: 60_000 },
  )
  if (stderr.trim() !== '') throw new Error(`${path} does not decode cleanly: ${stderr}`)
  return Number([...stdout.matchAll(/^frame=(\d+)$/gm)].at(-1)?.[1])
}

/**
 * How many frames decode in each span between discontinuities; a decoder that complains fails it. ffmpeg does not begin
 * anew at a discontinuity as players do, so each span is a playlist for itself.
 * @param options.base the address of the playlist
 * @param options.key for links of the API; null for links that need none
 */
export const decodedFrames = async (
  playlist: string,
  options: { directory: string; base: string; key: string | null },
): Promise<number[]> => {
  const frames: number[] = []
  for (const span of spansOf(playlist, options.base)) {
    const { directory, key } = options
    const path = join(directory, 'span.m3u8')
    await writeFile(path, key === null ? span : await fetched(span, directory, key))
    frames.push(await decodeSpan(path))
  }
  return frames
}
