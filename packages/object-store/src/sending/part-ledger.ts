import { crc32Combine } from '@tapedeck/domain'
import type { UploadedPart } from '../object-store.ts'
import type { PartPlan } from './part-plan.ts'

/** A part in the store with the CRC-32 of its bytes. */
export type SentPart = UploadedPart & { crc32: number }

/** What another process needs to go on with an upload: plain data. */
export type GrowingUploadState = { uploadId: string | null; parts: SentPart[] }

/** Which parts are in the store, and in which upload. */
export class PartLedger {
  readonly #plan: PartPlan
  readonly #parts = new Map<number, SentPart>()
  #uploadId: string | null
  #sentBytes = 0
  /** Every part below this number is sent. */
  #firstMissing = 1

  constructor(plan: PartPlan, uploadId: string | null) {
    this.#plan = plan
    this.#uploadId = uploadId
  }

  get uploadId(): string | null {
    return this.#uploadId
  }

  /** Bytes of the body in the parts that are sent. */
  get sentBytes(): number {
    return this.#sentBytes
  }

  begin(uploadId: string): void {
    this.#uploadId = uploadId
  }

  /**
   * Notes a sent part in place of an earlier one of its number.
   * @param bodyBytes how much of the body is in it
   * @returns false for a part of an upload that was lost meanwhile: it does not count
   */
  add(uploadId: string, part: SentPart, bodyBytes: number): boolean {
    if (uploadId !== this.#uploadId) return false
    if (!this.#parts.has(part.partNumber)) this.#sentBytes += bodyBytes
    this.#parts.set(part.partNumber, part)
    while (this.#parts.has(this.#firstMissing)) this.#firstMissing++
    return true
  }

  /** The store does not know the upload any more: everything has to be sent again. */
  lose(uploadId: string): void {
    if (uploadId !== this.#uploadId) return
    this.#uploadId = null
    this.#parts.clear()
    this.#sentBytes = 0
    this.#firstMissing = 1
  }

  /** The lowest part that lies within the body, is not sent, and that nobody sends; null when there is none. */
  nextMissing(
    bodyBytes: number,
    options: { from: 1 | 2; isPartialAllowed: boolean; isBusy: (partNumber: number) => boolean },
  ): number | null {
    const first = Math.max(options.from, this.#firstMissing)
    for (let number = first; this.#plan.start(number) < bodyBytes; number++) {
      const isFull = this.#plan.start(number) + this.#plan.bytes(number) <= bodyBytes
      if (!isFull && !options.isPartialAllowed) return null
      if (!this.#parts.has(number) && !options.isBusy(number)) return number
    }
    return null
  }

  /** The sent parts by number. */
  parts(): SentPart[] {
    return [...this.#parts.values()].sort((a, b) => a.partNumber - b.partNumber)
  }

  /** The CRC-32 of all parts in a row. */
  crc32(): number {
    return this.parts().reduce((crc, part) => crc32Combine(crc, part.crc32, part.bytes), 0)
  }
}
