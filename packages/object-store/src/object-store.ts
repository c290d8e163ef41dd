/** An object as the store knows it. */
export type StoredObject = { key: string; bytes: number; etag: string }

/** One uploaded part (1-based number). */
export type UploadedPart = { partNumber: number; etag: string; bytes: number }

/** What goes with an object. */
export type ObjectOptions = { contentType: string }

/**
 * The port to object storage: S3 and the filesystem implement it, one contract suite tests both.
 * Keys are UTF-8 without a leading slash. Every method throws a TapedeckError: STORAGE_UNREACHABLE (network),
 * STORAGE_DENIED (credentials), STORAGE_NOT_FOUND (bucket), OBJECT_NOT_FOUND, or STORAGE_FAILED (anything else).
 */
export type ObjectStore = {
  readonly type: 's3' | 'filesystem'
  /** Bucket name, or the directory. */
  readonly bucket: string
  /** The name of the registered storage that it is in; absent for a configured one. */
  readonly registeredName?: string
  /** Names where the objects are: the same for two targets that lead to one bucket or directory. */
  readonly place: string
  /** All parts of an upload but the last must have one size (Cloudflare R2). */
  readonly needsEqualParts?: boolean
  /** Writes and deletes a small object, so that missing rights are seen before a recording starts. */
  check(signal?: AbortSignal): Promise<void>
  put(key: string, body: Buffer, options: ObjectOptions): Promise<StoredObject>
  /** Stores a finished file from disk without holding all of it in memory. The file must not change meanwhile. */
  putFile(key: string, path: string, options: ObjectOptions): Promise<StoredObject>
  createUpload(key: string, options: ObjectOptions): Promise<{ uploadId: string }>
  /** The same part number again replaces the part. */
  putPart(key: string, uploadId: string, partNumber: number, body: Buffer): Promise<UploadedPart>
  /** Parts may have been sent in any order. Atomic: before it the key does not change. */
  completeUpload(key: string, uploadId: string, parts: UploadedPart[]): Promise<StoredObject>
  /** Succeeds also when the upload is gone. */
  abortUpload(key: string, uploadId: string): Promise<void>
  listParts(key: string, uploadId: string): Promise<UploadedPart[]>
  listUploads(prefix: string): Promise<{ key: string; uploadId: string; startedAtMs: number }[]>
  head(key: string): Promise<StoredObject>
  /** Bytes of the whole object or of a range (end inclusive). */
  get(key: string, range?: { start: number; end: number }): Promise<Buffer>
  /**
   * Server-side copy; more than 5 GB in parts. The content type goes along.
   * @param options.firstBytes copies only so many bytes from the start, also onto the same key: the object is cut off
   */
  copy(fromKey: string, toKey: string, options?: { firstBytes?: number }): Promise<StoredObject>
  /** Missing keys are no error. */
  remove(keys: string[]): Promise<void>
  list(prefix: string): Promise<StoredObject[]>
  /** A link for GET without credentials, or null when the store has none. */
  presignGet(key: string, expiresSeconds: number): Promise<string | null>
  close(): void
}
