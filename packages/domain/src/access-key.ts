/** The foreign APIs that a key may call. */
export const accessKeyApis = ['ims', 'live', 'cdnetworks'] as const
export type AccessKeyApi = (typeof accessKeyApis)[number]

/** read: what changes nothing. */
export const accessKeyModes = ['read', 'write'] as const
export type AccessKeyMode = (typeof accessKeyModes)[number]

/** A pair of id and secret with which clients of the foreign APIs sign. */
export type AccessKey = {
  /** What clients send: `TDAK` and 16 characters, or what the user brings along from the former provider. */
  id: string
  name: string | null
  /** Sealed wherever it is kept, shown once. */
  secret: string
  apis: AccessKeyApi[]
  mode: AccessKeyMode
  isEnabled: boolean
  createdAtMs: number
  updatedAtMs: number
}

/** An access key as it is kept. */
export type StoredAccessKey = Omit<AccessKey, 'secret'> & {
  /** Null when it cannot be read; `unreadable` says why. */
  secret: string | null
  unreadable?: string
}
