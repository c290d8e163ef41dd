import type { FileComposer } from '../composer.ts'
import type { Fragment } from '../fragment.ts'
import { MediaSpan } from '../media-span.ts'
import type { InitSegment } from '../track.ts'
import { largeBoxHeader, makeBox, words } from './box.ts'
import { paddingBox } from './free-box.ts'
import { type FinishedTrack, movieBox } from './movie-box.ts'
import { type Relocation, relocateFragment, startRelocation } from './relocation.ts'
import { SampleTable } from './sample-table.ts'

const brands = (tables: readonly FinishedTrack[]): string[] => [
  'isom',
  'iso2',
  ...(tables.some(({ table }) => table.hasSignedCompositions) ? ['iso4'] : []),
  ...(tables.some(({ track }) => track.codec === 'h264') ? ['avc1'] : []),
  'mp41',
]

const fileTypeBox = (finished: readonly FinishedTrack[]): Buffer =>
  makeBox('ftyp', Buffer.from('isom'), words(0x200), Buffer.from(brands(finished).join('')))

/**
 * The head of a finished file: ftyp, moov, and the header of one mdat that encloses the whole body; padded between
 * moov and mdat to the wanted length, where that can be.
 */
const finalHead = (
  init: InitSegment,
  finished: FinishedTrack[],
  bodyBytes: number,
  wantedBytes?: number,
): Buffer => {
  const fileType = fileTypeBox(finished)
  const mediaHeader = largeBoxHeader('mdat', bodyBytes)
  const lastChunkOffset = Math.max(0, ...finished.map(({ table }) => table.lastChunkOffset))
  const build = (isWide: boolean) => {
    const movie = movieBox(init, finished, isWide)
    const plain = [fileType, ...movie.pieces, mediaHeader]
    const plainBytes = plain.reduce((sum, piece) => sum + piece.length, 0)
    const padding = paddingBox(plainBytes, wantedBytes ?? plainBytes)
    const headBytes = padding === null ? plainBytes : (wantedBytes ?? plainBytes)
    const pieces = [fileType, ...movie.pieces, ...(padding ?? []), mediaHeader]
    return { pieces, headBytes, fill: movie.fill }
  }
  const narrow = build(false)
  const fits = lastChunkOffset + narrow.headBytes <= 0xffffffff
  const head = fits ? narrow : build(true)
  head.fill(head.headBytes)
  return Buffer.concat(head.pieces, head.headBytes)
}

/** Builds one MP4 file. Its memory is that of the sample tables: some ten bytes per sample. */
class Mp4Composer implements FileComposer {
  readonly contentType: string
  readonly extension = 'mp4'
  readonly #init: InitSegment
  readonly #relocation: Relocation
  readonly #span: MediaSpan
  readonly #tables: Map<number, { track: InitSegment['tracks'][number]; table: SampleTable }>
  #bodyBytes = 0

  constructor(init: InitSegment, originMs: number) {
    const isVideo = init.tracks.some((track) => track.kind === 'video')
    this.contentType = isVideo ? 'video/mp4' : 'audio/mp4'
    this.#init = init
    this.#span = new MediaSpan(originMs)
    this.#relocation = startRelocation(init.tracks, originMs)
    this.#tables = new Map(
      init.tracks.map((track) => [track.id, { track, table: new SampleTable() }]),
    )
  }

  provisionalHead(headBytes?: number): Buffer {
    const { bytes } = this.#init
    const padding = paddingBox(bytes.length, headBytes ?? bytes.length) ?? []
    return padding.length === 0 ? bytes : Buffer.concat([bytes, ...padding])
  }

  append(fragment: Fragment): Buffer[] {
    const pieces = relocateFragment(this.#relocation, fragment)
    let chunkTrackId: number | null = null
    let chunkEnd = 0
    for (const sample of fragment.samples) {
      const entry = this.#tables.get(sample.trackId)
      if (entry === undefined) continue
      if (sample.trackId !== chunkTrackId || sample.offset !== chunkEnd)
        entry.table.startChunk(this.#bodyBytes + sample.offset)
      entry.table.add(sample)
      this.#span.add({
        sample,
        track: entry.track,
        dtsMs: (sample.dts * 1000) / entry.track.timescale,
      })
      chunkTrackId = sample.trackId
      chunkEnd = sample.offset + sample.size
    }
    this.#bodyBytes += fragment.bytes.length
    return pieces
  }

  finish(headBytes?: number): { head: Buffer; durationMs: number } {
    const finished = [...this.#tables.values()].flatMap(({ track, table }) => {
      const span = table.finish()
      return span === null ? [] : [{ track, table, span }]
    })
    return {
      head: finalHead(this.#init, finished, this.#bodyBytes, headBytes),
      durationMs: this.#span.durationMs,
    }
  }
}

/**
 * A plain fast-start MP4 whose body is the fragments as they came, decoding times aside. Behind the provisional head
 * the body is a valid fragmented MP4; behind the final one, a plain MP4 with everything in one mdat.
 * `finish` is called once. Its duration is that of the video, see MediaSpan.
 * @param originMs the place on the recording's media time line that is zero in the file
 */
export const createMp4Composer = (init: InitSegment, originMs: number): FileComposer =>
  new Mp4Composer(init, originMs)
