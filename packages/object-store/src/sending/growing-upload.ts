import { crc32 } from 'node:zlib'
import { TapedeckError, toTapedeckError } from '@tapedeck/contracts'
import { completeUpload } from './complete-upload.ts'
import type { GrowingUploadOptions } from './growing-upload-options.ts'
import { type GrowingUploadState, PartLedger } from './part-ledger.ts'
import { createEqualPartPlan, createPartPlan, type PartPlan, planPartBytes } from './part-plan.ts'
import { PartSender } from './part-sender.ts'
import { ReplacedUpload } from './replaced-upload.ts'
import { crc32Hex, type SentObject } from './send-options.ts'
import { withRetry } from './with-retry.ts'
import { readWorkFile } from './work-file.ts'

/** Parts of one upload that are under way or wait for their turn in `limit`. */
const partsAtOnce = 4

/** How often everything is sent again because the store lost the upload. */
const maxRestarts = 3

/**
 * Sends an object whose head is known only at the end, while its body grows on disk. Parts go out as soon as they
 * are full, part 1 with the provisional head; at the end part 1 goes again with the head and replaces it. A body
 * that never filled part 1 is a single put. Until `finish` succeeds the key does not change.
 */
export class GrowingUpload {
  readonly #options: GrowingUploadOptions
  #sender: PartSender
  readonly #aborted = new AbortController()
  readonly #signal: AbortSignal
  readonly #inFlight = new Map<number, Promise<void>>()
  #plan: PartPlan
  #ledger: PartLedger
  #head: Buffer
  /** Length of the head that the plan counts with; null when it counts with any. */
  #plannedHeadBytes: number | null
  #bodyBytes = 0
  #finishing: Promise<SentObject> | null = null
  /** The last part that the body fills. */
  #lastFull = 0
  #isBodyWhole = false
  #isStored = false
  /** What went up before the head was too long for it. */
  #replaced: ReplacedUpload | null = null
  /** Why the background sending pauses: a part failed in all its tries. */
  #failure: unknown = null

  constructor(options: GrowingUploadOptions) {
    const { equalParts, partBytes, provisionalHead, resume } = options
    this.#options = options
    this.#plan =
      equalParts === undefined
        ? createPartPlan(partBytes ?? planPartBytes)
        : createEqualPartPlan(equalParts.partBytes, equalParts.headBytes)
    this.#ledger = new PartLedger(this.#plan, resume?.uploadId ?? null)
    this.#sender = new PartSender(options)
    this.#head = provisionalHead ?? Buffer.alloc(0)
    this.#plannedHeadBytes = equalParts?.headBytes ?? null
    this.#signal = AbortSignal.any([options.signal, this.#aborted.signal])
  }

  /** Bytes of the body that are not in the store yet, those held back for part 1 included. */
  get backlogBytes(): number {
    return this.#isStored ? 0 : this.#bodyBytes - this.#ledger.sentBytes
  }

  /** The length that the head should have, because part 1 has room for just that; null when any will do. */
  get headBytes(): number | null {
    return this.#fitsOnePut ? null : this.#plannedHeadBytes
  }

  /** Where a full part ends in the body. */
  partEnd(partNumber: number): number {
    return this.#plan.start(partNumber + 1)
  }

  /** What another process needs to go on. */
  state(): GrowingUploadState {
    return { uploadId: this.#ledger.uploadId, parts: this.#ledger.parts() }
  }

  /**
   * The work file now holds this many bytes of the body; they will not change. Never throws for the storage's
   * sake: a part that failed in all its tries is tried again with the next full part, and in `finish`.
   */
  grown(bodyBytes: number): void {
    if (this.#isBodyWhole || bodyBytes < this.#bodyBytes)
      throw new TapedeckError('SERVICE_BUG', { detail: 'A body that is sent can only grow.' })
    this.#bodyBytes = bodyBytes
    for (; this.#plan.start(this.#lastFull + 2) <= bodyBytes; this.#lastFull++) this.#failure = null
    this.#sendMore()
  }

  /**
   * Sends what is missing, puts the head in front and makes the object visible; then looks whether it is there.
   * May be called again after it failed, and then sends only what is still missing.
   * @throws the last error of the storage when the retry policy ends; OBJECT_MISMATCH when the stored object has
   * another size; what `beforeComplete` threw; the signal's reason
   */
  finish(head: Buffer): Promise<SentObject> {
    this.#isBodyWhole = true
    const finishing = this.#finish(head).finally(() => {
      this.#finishing = null
    })
    this.#finishing = finishing
    return finishing
  }

  /** Stops sending and waits for the requests under way. The upload stays for whoever goes on with it. */
  async leave(): Promise<void> {
    this.#aborted.abort()
    await Promise.allSettled([this.#finishing, this.#sender.settled(), ...this.#inFlight.values()])
    if (!this.#isStored) await this.#replaced?.keepInsteadOf(this.#ledger.uploadId)
  }

  /**
   * Stops sending and removes the upload from the store, with retries even when the signal has fired. An object
   * that was completed before stays.
   */
  async abort(): Promise<void> {
    await this.leave()
    if (this.#isStored) return
    await this.#drop(new AbortController().signal)
    await this.#replaced?.remove()
  }

  async #finish(head: Buffer): Promise<SentObject> {
    // parts already under way end first, so that the tries below are full ones
    await this.#settle()
    this.#head = head
    const sent = this.#fitsOnePut ? await this.#sendWhole() : await this.#sendInParts()
    const { store, key, limit } = this.#options
    const stored = await this.#retry(() => limit(() => store.head(key)))
    if (stored.bytes !== sent.bytes)
      throw new TapedeckError('OBJECT_MISMATCH', {
        detail: `"${key}" has ${stored.bytes} bytes in the store, ${sent.bytes} were sent.`,
      })
    this.#isStored = true
    await this.#replaced?.remove()
    return { key, bytes: sent.bytes, etag: stored.etag, crc32: crc32Hex(sent.crc) }
  }

  /** Nothing was sent so far, and nothing needs parts. */
  get #fitsOnePut(): boolean {
    return (
      this.#ledger.uploadId === null &&
      this.#inFlight.size === 0 &&
      this.#bodyBytes <= this.#plan.bytes(1)
    )
  }

  async #sendWhole(): Promise<{ bytes: number; crc: number }> {
    const { store, key, contentType, workFile, beforeComplete } = this.#options
    return this.#retry(async () => {
      await beforeComplete?.()
      return this.#limited(async () => {
        const body = await readWorkFile(workFile, 0, this.#bodyBytes)
        const whole = Buffer.concat([this.#head, body])
        await store.put(key, whole, { contentType })
        return { bytes: whole.length, crc: crc32(whole) }
      })
    })
  }

  async #sendInParts(): Promise<{ bytes: number; crc: number }> {
    await this.#fitPartsToHead()
    await this.#dropLongerUpload()
    for (let restarts = 0; restarts <= maxRestarts; restarts++) {
      this.#failure = null
      this.#sendMore()
      await this.#settle()
      if (this.#failure !== null) throw this.#failure
      const uploadId = await this.#retry(() => this.#sendPart(1))
      // the upload was lost while part 1 was sent: what is missing goes into the new one
      if (uploadId !== this.#ledger.uploadId || this.#nextMissing() !== null) continue
      const outcome = await this.#complete(uploadId)
      if (outcome === 'stored')
        return { bytes: this.#head.length + this.#bodyBytes, crc: this.#ledger.crc32() }
      this.#options.onResend?.(outcome === 'lost' ? 'upload_lost' : 'other_parts')
      await this.#drop(this.#signal)
    }
    throw new TapedeckError('STORAGE_FAILED', {
      detail: `The store lost the upload of "${this.#options.key}" again and again.`,
    })
  }

  /** Where parts must be equal and the head is not as long as was planned, all of them lie elsewhere. */
  async #fitPartsToHead(): Promise<void> {
    const { equalParts, onResend } = this.#options
    const headBytes = this.#head.length
    if (equalParts === undefined || headBytes === this.#plannedHeadBytes) return
    onResend?.('long_head')
    const { uploadId } = this.#ledger
    if (uploadId !== null) await this.#replace(uploadId)
    this.#plannedHeadBytes = headBytes
    this.#plan = createEqualPartPlan(equalParts.partBytes, headBytes)
    this.#ledger = new PartLedger(this.#plan, null)
  }

  /** From here on the upload is not told of, nor are its parts. */
  async #replace(uploadId: string): Promise<void> {
    this.#replaced = new ReplacedUpload({ ...this.#options, signal: this.#signal }, uploadId)
    await this.#replaced.removeRivals()
    const { resume: _, onUpload: __, ...untold } = this.#options
    this.#sender = new PartSender(untold)
  }

  /** After a power cut a resumed upload may hold more than the work file does; parts cannot be taken out again. */
  async #dropLongerUpload(): Promise<void> {
    const last = this.#sender.lastFormerPart(this.#ledger.uploadId)
    if (last > 1 && this.#plan.start(last) >= this.#bodyBytes) await this.#drop(this.#signal)
  }

  /** Removes the upload from the store, if there is one. */
  async #drop(signal: AbortSignal): Promise<void> {
    const { store, key, limit } = this.#options
    const { uploadId } = this.#ledger
    if (uploadId === null) return
    await withRetry({ ...this.#options, signal }, () =>
      limit(() => store.abortUpload(key, uploadId)),
    )
    this.#ledger.lose(uploadId)
  }

  async #complete(uploadId: string): Promise<'stored' | 'lost' | 'other_parts'> {
    const { store, key, beforeComplete } = this.#options
    return this.#retry(async () => {
      await beforeComplete?.()
      return this.#limited(() => completeUpload(store, { key, uploadId }, this.#ledger.parts()))
    })
  }

  #nextMissing(): number | null {
    const isFirstDue = !this.#isBodyWhole && this.#options.provisionalHead !== undefined
    return this.#ledger.nextMissing(this.#bodyBytes, {
      from: isFirstDue ? 1 : 2,
      isPartialAllowed: this.#isBodyWhole,
      isBusy: (partNumber) => this.#inFlight.has(partNumber),
    })
  }

  /** Starts as many parts as may be under way. */
  #sendMore(): void {
    while (this.#inFlight.size < partsAtOnce && this.#failure === null && !this.#signal.aborted) {
      const partNumber = this.#nextMissing()
      if (partNumber === null) return
      this.#inFlight.set(partNumber, this.#sendInBackground(partNumber))
    }
  }

  /** Never rejects. */
  async #sendInBackground(partNumber: number): Promise<void> {
    try {
      await this.#retry(() => this.#sendPart(partNumber))
    } catch (error) {
      this.#failure = error
      if (!this.#signal.aborted)
        this.#options.onRetry(toTapedeckError(error), this.#options.retry.attempts)
    } finally {
      this.#inFlight.delete(partNumber)
    }
    this.#sendMore()
  }

  async #settle(): Promise<void> {
    while (this.#inFlight.size > 0) await Promise.all(this.#inFlight.values())
  }

  /** One try to send a part and note it; the upload that it went into. */
  #sendPart(partNumber: number): Promise<string> {
    return this.#limited(async () => {
      const ledger = this.#ledger
      const source = { plan: this.#plan, head: this.#head, bodyBytes: this.#bodyBytes }
      const { uploadId, part, bodyBytes } = await this.#sender.send(partNumber, ledger, source)
      const isNoted = ledger.add(uploadId, part, bodyBytes)
      if (isNoted && this.#replaced === null) this.#options.onPart?.(part)
      return uploadId
    })
  }

  #retry<T>(action: () => Promise<T>): Promise<T> {
    return withRetry({ ...this.#options, signal: this.#signal }, action)
  }

  /** Waits for a turn among all uploads of the process. */
  #limited<T>(action: () => Promise<T>): Promise<T> {
    return this.#options.limit(() => {
      this.#signal.throwIfAborted()
      return action()
    })
  }
}

/** Begins to send an object that grows. Nothing is sent before its first part is full or it is finished. */
export const createGrowingUpload = (options: GrowingUploadOptions): GrowingUpload =>
  new GrowingUpload(options)
