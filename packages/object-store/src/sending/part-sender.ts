import { crc32 } from 'node:zlib'
import { isTapedeckError } from '@tapedeck/contracts'
import type { GrowingUploadState, PartLedger, SentPart } from './part-ledger.ts'
import type { PartPlan } from './part-plan.ts'
import type { SendOptions } from './send-options.ts'
import { readWorkFile } from './work-file.ts'

export type PartSenderOptions = Pick<SendOptions, 'store' | 'key' | 'contentType'> & {
  /** Holds the body and nothing else; read by range while it grows. */
  workFile: string
  /** What `state()` gave in an earlier process. */
  resume?: GrowingUploadState
  /** A new upload was begun; parts of an earlier one do not count any more. */
  onUpload?: (uploadId: string) => void
}

/** The object as far as it is known: the head, and how much of the body the work file holds. */
export type PartSource = { plan: PartPlan; head: Buffer; bodyBytes: number }

/** Sends single parts of one growing object, one try each, and begins the upload that they belong to. */
export class PartSender {
  readonly #options: PartSenderOptions
  readonly #former: ReadonlyMap<number, SentPart>
  #creating: Promise<string> | null = null

  constructor(options: PartSenderOptions) {
    this.#options = options
    this.#former = new Map(options.resume?.parts.map((part) => [part.partNumber, part]))
  }

  /** Settles when no upload is being begun. */
  async settled(): Promise<void> {
    await Promise.allSettled([this.#creating])
  }

  /** Highest part that an earlier process sent into this upload; 0 when there is none. */
  lastFormerPart(uploadId: string | null): number {
    if (uploadId === null || uploadId !== this.#options.resume?.uploadId) return 0
    return Math.max(0, ...this.#former.keys())
  }

  /**
   * Brings one part into the store. One that an earlier process sent is not sent again when its CRC-32 says that
   * the same bytes are there.
   */
  async send(
    partNumber: number,
    ledger: PartLedger,
    source: PartSource,
  ): Promise<{ uploadId: string; part: SentPart; bodyBytes: number }> {
    const { store, key } = this.#options
    const uploadId = await this.#uploadOf(ledger)
    const { body, bodyBytes } = await this.#read(partNumber, source)
    const facts = { bytes: body.length, crc32: crc32(body) }
    const former = uploadId === this.#options.resume?.uploadId && this.#former.get(partNumber)
    if (former && former.bytes === facts.bytes && former.crc32 === facts.crc32)
      return { uploadId, part: former, bodyBytes }
    try {
      const part = await store.putPart(key, uploadId, partNumber, body)
      return { uploadId, part: { ...part, ...facts }, bodyBytes }
    } catch (error) {
      if (isTapedeckError(error) && error.code === 'OBJECT_NOT_FOUND') ledger.lose(uploadId)
      throw error
    }
  }

  async #read(
    partNumber: number,
    { plan, head, bodyBytes }: PartSource,
  ): Promise<{ body: Buffer; bodyBytes: number }> {
    const start = plan.start(partNumber)
    const bytes = Math.max(0, Math.min(plan.bytes(partNumber), bodyBytes - start))
    const body = await readWorkFile(this.#options.workFile, start, bytes)
    const range = plan.head(partNumber, head.length)
    const front = head.subarray(range.start, range.end)
    return { body: front.length === 0 ? body : Buffer.concat([front, body]), bodyBytes: bytes }
  }

  /** The id of the upload, which is begun once however many parts ask for it. */
  async #uploadOf(ledger: PartLedger): Promise<string> {
    if (ledger.uploadId !== null) return ledger.uploadId
    this.#creating ??= this.#create(ledger).finally(() => {
      this.#creating = null
    })
    return this.#creating
  }

  async #create(ledger: PartLedger): Promise<string> {
    const { store, key, contentType, onUpload } = this.#options
    const { uploadId } = await store.createUpload(key, { contentType })
    ledger.begin(uploadId)
    onUpload?.(uploadId)
    return uploadId
  }
}
