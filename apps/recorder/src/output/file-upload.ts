import type { OpenCyclePiece } from '@tapedeck/domain'
import type { FileComposer } from '@tapedeck/media'
import {
  crc32Hex,
  createGrowingUpload,
  type GrowingUpload,
  type GrowingUploadState,
  type SentObject,
  type SentPart,
} from '@tapedeck/object-store'
import type { WorkFile } from '@tapedeck/spool'
import { reliably } from '../reliably.ts'
import type { CycleStart, OutputContext } from './cycle.ts'
import type { CycleNotes } from './cycle-notes.ts'
import type { FormerCycle } from './open-cycles.ts'
import { partLayoutOf } from './part-layout.ts'
import { PartMarks } from './part-marks.ts'
import type { PlacedFragment } from './placed-fragment.ts'
import type { StorageLeg } from './storage-choice.ts'
import { StoredThrough } from './stored-before.ts'

/** The upload of a file cycle: tells the notes which parts are in storage, and what media is in them. */
export class FileUpload {
  readonly #context: OutputContext
  readonly #work: WorkFile
  readonly #notes: CycleNotes
  readonly #upload: GrowingUpload
  readonly #key: string
  readonly #marks: PartMarks
  readonly #startMs: number
  readonly #headBytes: number
  readonly #written = new StoredThrough()
  #mediaMs = 0
  #isEnding = false

  constructor(
    context: OutputContext,
    cycle: {
      key: string
      work: WorkFile
      composer: FileComposer
      notes: CycleNotes
      former: FormerCycle | null
      start: CycleStart
      leg: StorageLeg
    },
  ) {
    const { key, work, composer, notes, former, start, leg } = cycle
    const layout = partLayoutOf(context)
    const equalParts = 'equalParts' in layout ? layout.equalParts : undefined
    const provisionalHead = composer.provisionalHead(equalParts?.headBytes)
    const isFitting = equalParts === undefined || provisionalHead.length === equalParts.headBytes
    const resume = resumable(former)
    this.#context = context
    this.#work = work
    this.#key = key
    this.#notes = notes
    this.#startMs = start.startMs
    this.#headBytes = provisionalHead.length
    this.#upload = createGrowingUpload({
      ...leg.sendOptions(),
      key,
      contentType: composer.contentType,
      workFile: work.path,
      ...(isFitting ? { provisionalHead } : {}),
      ...layout,
      ...(resume === null ? {} : { resume }),
      beforeComplete: () => reliably(context, () => context.assertHeld()),
      onUpload: (uploadId) => notes.beginUpload(uploadId),
      onPart: (part) => this.#onPart(part),
      onResend: (why) => context.log.warn({ key, why }, 'everything of a file is sent again'),
    })
    this.#marks = new PartMarks((partNumber) => this.#upload.partEnd(partNumber))
  }

  /** The object, once it may have come into storage: before its end there are only parts. */
  get untold(): string[] {
    return this.#isEnding ? [this.#key] : []
  }

  get backlogBytes(): number {
    return this.#upload.backlogBytes
  }

  /** The length that the head should be padded to; undefined when any will do. */
  get headBytes(): number | undefined {
    return this.#upload.headBytes ?? undefined
  }

  /** A fragment is in the work file. */
  grown(placed: PlacedFragment): void {
    this.#written.add(placed.spooled.origin)
    const endMs = placed.leading?.endMs ?? this.#startMs
    this.#mediaMs = Math.max(this.#mediaMs, endMs - this.#startMs)
    const bodyBytes = this.#work.bytes
    this.#marks.add({ bodyBytes, mediaMs: this.#mediaMs, through: this.#written.origins() })
    this.#upload.grown(bodyBytes)
  }

  finish(head: Buffer): Promise<SentObject> {
    this.#isEnding = true
    return this.#upload.finish(head)
  }

  /** Without a note nobody would find the upload again, so it is removed. */
  async abandon(): Promise<void> {
    if (this.#context.openCycles === undefined) await this.#upload.abort()
    else await this.#upload.leave()
  }

  #onPart(part: SentPart): void {
    // from here on part 1 carries the real head, which the note of the cycle's ending tells of
    if (this.#isEnding && part.partNumber === 1) return
    const { bodyBytes, mediaMs, through } = this.#marks.at(part.partNumber)
    const piece: OpenCyclePiece = {
      number: part.partNumber,
      bytes: part.bytes,
      crc32: crc32Hex(part.crc32),
      etag: part.etag,
      slice: null,
      wholeBytes: bodyBytes === 0 ? 0 : this.#headBytes + bodyBytes,
      mediaMs,
      through,
    }
    this.#notes.add(piece)
  }
}

/** What of a former generation's upload may be there still. */
const resumable = (former: FormerCycle | null): GrowingUploadState | null => {
  if (former === null || former.cycle.uploadId === null) return null
  const { uploadId, ending } = former.cycle
  const parts = former.pieces.flatMap(({ number, bytes, crc32, etag }) =>
    // when it was ending, part 1 may be the one with the real head, whatever the note says
    etag === null || (number === 1 && ending !== undefined)
      ? []
      : [{ partNumber: number, etag, bytes, crc32: Number.parseInt(crc32, 16) }],
  )
  return { uploadId, parts }
}
