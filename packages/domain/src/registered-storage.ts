/** An S3 storage that a user registered; templates and recordings call it by its name. */
export type RegisteredStorage = {
  /** 1 to 63 lower-case letters, digits and "-". */
  name: string
  endpoint: string
  region: string
  forcePathStyle: boolean
  accessKeyId: string
  /** Sealed wherever it is kept, never shown. */
  secretAccessKey: string
  /** For targets that name no bucket. */
  bucket: string | null
  /** Hosts by which foreign APIs call it, for instance `oss-cn-shanghai.aliyuncs.com`; lower case. */
  aliases: string[]
}

export type StoredRegisteredStorage = Omit<RegisteredStorage, 'secretAccessKey'> & {
  /** Null when it cannot be read; `unreadable` says why. */
  secretAccessKey: string | null
  unreadable?: string
  createdAtMs: number
  updatedAtMs: number
}
