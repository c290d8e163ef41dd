import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { type Fragment, FragmentReader, type InitSegment, rebaseFragment } from '@tapedeck/media'

const run = promisify(execFile)

/** A source file as ffmpeg hands it to the recorder, in a loop for as long as it takes: a stream that nobody waits for. */
export class SyntheticStream {
  readonly init: InitSegment
  readonly #fragments: Fragment[]
  readonly #loopMs: number

  private constructor(init: InitSegment, fragments: Fragment[]) {
    this.init = init
    this.#fragments = fragments
    const scales = new Map(init.tracks.map(({ id, timescale }) => [id, timescale]))
    let endMs = 0
    for (const { samples } of fragments)
      for (const { trackId, dts, duration } of samples)
        endMs = Math.max(endMs, ((dts + duration) * 1000) / (scales.get(trackId) ?? 1))
    this.#loopMs = Math.ceil(endMs)
  }

  static async read(source: string): Promise<SyntheticStream> {
    const { stdout } = await run(
      'ffmpeg',
      [
        ...['-v', 'error', '-nostdin', '-i', source, '-c', 'copy', '-f', 'mp4'],
        ...['-movflags', 'frag_keyframe+empty_moov+default_base_moof', 'pipe:1'],
      ],
      { encoding: 'buffer', maxBuffer: 256 * 1024 * 1024 },
    )
    let init: InitSegment | null = null
    const fragments: Fragment[] = []
    for (const item of new FragmentReader().push(stdout)) {
      if (item.kind === 'init') init = item.init
      else fragments.push(item.fragment)
    }
    if (init === null) throw new Error(`${source} has no init segment`)
    return new SyntheticStream(init, fragments)
  }

  /** What ffprobe calls the data hash of each packet that the stream is made of. */
  packetHashes(): Set<string> {
    const hashes = new Set<string>()
    for (const { bytes, samples } of this.#fragments)
      for (const { offset, size } of samples) {
        const data = bytes.subarray(offset, offset + size)
        hashes.add(`SHA256:${createHash('sha256').update(data).digest('hex')}`)
      }
    return hashes
  }

  /** Fragments of so many bytes and a few more, on one time line. */
  *fragments(bytes: number): Generator<Fragment> {
    let made = 0
    for (let loop = 0; made < bytes; loop++)
      for (const fragment of this.#fragments) {
        if (made >= bytes) return
        const rebased = rebaseFragment(fragment, this.init.tracks, loop * this.#loopMs)
        made += rebased.bytes.length
        yield rebased
      }
  }
}
