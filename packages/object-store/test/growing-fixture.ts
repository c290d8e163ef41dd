import { randomBytes } from 'node:crypto'
import { appendFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import pLimit from 'p-limit'
import { expect } from 'vitest'
import {
  createGrowingUpload,
  type GrowingUpload,
  type GrowingUploadOptions,
  type ObjectStore,
  type SentObject,
  type SentPart,
} from '../src/index.ts'

export const mib = 1024 * 1024

/** Waits for a state on a machine that may be busy. */
export const poll = <T>(read: () => T) => expect.poll(read, { timeout: 30_000 })

/** What an upload told while it ran. */
export type StartedUpload = {
  upload: GrowingUpload
  key: string
  /** Error codes that were tried again. */
  retries: string[]
  parts: SentPart[]
  uploadIds: string[]
  resends: string[]
}

/** A body that grows in a work file, and uploads of it with parts of the smallest size that S3 takes. */
export class GrowingBody {
  readonly head = randomBytes(1234)
  readonly #directory: string
  #body = Buffer.alloc(0)
  #keyNumber = 0

  private constructor(directory: string) {
    this.#directory = directory
  }

  static async create(): Promise<GrowingBody> {
    return new GrowingBody(await mkdtemp(join(tmpdir(), 'tapedeck-growing-')))
  }

  get bytes(): Buffer {
    return this.#body
  }

  get workFile(): string {
    return join(this.#directory, 'body')
  }

  /** Adds random bytes to the work file; the length of the body. */
  async grow(bytes: number): Promise<number> {
    const more = randomBytes(bytes)
    await appendFile(this.workFile, more)
    this.#body = Buffer.concat([this.#body, more])
    return this.#body.length
  }

  /** What happens to a body that was not on disk when the power went. */
  async lose(): Promise<void> {
    await rm(this.workFile)
    this.#body = Buffer.alloc(0)
  }

  start(store: ObjectStore, more: Partial<GrowingUploadOptions> = {}): StartedUpload {
    const told = {
      retries: [] as string[],
      parts: [] as SentPart[],
      uploadIds: [] as string[],
      resends: [] as string[],
    }
    const options: GrowingUploadOptions = {
      store,
      key: `growing/${++this.#keyNumber}-${randomBytes(4).toString('hex')}.mp4`,
      contentType: 'video/mp4',
      workFile: this.workFile,
      limit: pLimit(3),
      retry: { firstDelayMs: 5, maxDelayMs: 20, factor: 2, attempts: 5 },
      random: () => 0.5,
      signal: new AbortController().signal,
      onRetry: (error) => told.retries.push(error.code),
      onPart: (part) => told.parts.push(part),
      onUpload: (uploadId) => told.uploadIds.push(uploadId),
      onResend: (why) => told.resends.push(why),
      ...(more.equalParts === undefined ? { partBytes: () => 5 * mib } : {}),
      ...more,
    }
    return { upload: createGrowingUpload(options), key: options.key, ...told }
  }

  /** The key holds exactly head + body, the facts are right, and no upload is left. */
  async expectStored(
    store: ObjectStore,
    key: string,
    sent: SentObject,
    head: Buffer = this.head,
  ): Promise<void> {
    const whole = Buffer.concat([head, this.#body])
    const stored = await store.get(key)
    expect(stored.equals(whole)).toBe(true)
    const expectedCrc = crc32(stored).toString(16).padStart(8, '0')
    const { etag } = await store.head(key)
    expect(sent).toEqual({ key, bytes: whole.length, etag, crc32: expectedCrc })
    expect(await store.listUploads(key)).toEqual([])
  }

  async remove(): Promise<void> {
    await rm(this.#directory, { recursive: true })
  }
}
