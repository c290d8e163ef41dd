import type { S3Client } from '@aws-sdk/client-s3'
import { TapedeckError } from '@tapedeck/contracts'
import type { RegisteredStorage } from '@tapedeck/domain'
import { createS3Client, type S3Connection } from '../s3/s3-client.ts'
import type { S3Credentials } from '../s3/s3-credentials.ts'
import { wantsEqualParts } from '../s3/wants-equal-parts.ts'
import { type Registered, type StorageBook, unreadableStorage } from './storage-book.ts'

/** A client with the settings that it was made for. */
export type RegisteredConnection = {
  readonly client: S3Client
  readonly endpoint: string
  readonly equalParts: boolean
}

type Counted = RegisteredConnection & { service: string; inUse: number; isLeft: boolean }

export type RegisteredConnectionsOptions = Pick<S3Connection, 'onRequestTried'> & {
  book: StorageBook
  /** Milliseconds that do not jump. */
  monotonic: () => number
}

/** After refused keys the registry is asked for other ones, this often at most. */
const lookAgainMs = 1000

/** What a client is made for. Keys are not among it: they are looked up for each request. */
const serviceOf = ({
  endpoint,
  region,
  forcePathStyle,
}: Omit<RegisteredStorage, 'secretAccessKey'>): string =>
  JSON.stringify([endpoint, region, forcePathStyle])

const unreachable = (detail: string, cause?: unknown): TapedeckError =>
  new TapedeckError('STORAGE_UNREACHABLE', { detail, ...(cause === undefined ? {} : { cause }) })

/** The clients of registered storages, one each. Their number is bounded by that of the storages. */
export class RegisteredConnections {
  readonly #options: RegisteredConnectionsOptions
  readonly #connections = new Map<string, Counted>()

  constructor(options: RegisteredConnectionsOptions) {
    this.#options = options
  }

  /**
   * Runs a request with the client of a storage as it is now. A client that is replaced meanwhile stays until the request is
   * over.
   * @throws STORAGE_UNREACHABLE when the storage is not known, as of a service that is away: it may come back
   */
  async use<T>(
    name: string,
    request: (connection: RegisteredConnection) => Promise<T>,
  ): Promise<T> {
    const connection = this.#connectionOf(await this.#find(name))
    connection.inUse += 1
    try {
      return await request(connection)
    } finally {
      connection.inUse -= 1
      if (connection.isLeft && connection.inUse === 0) connection.client.destroy()
    }
  }

  /** Leaves the clients of storages that are not registered any more. */
  leaveUnknown(): void {
    for (const name of this.#connections.keys())
      if (this.#options.book.known(name) === null) this.#leave(name)
  }

  close(): void {
    for (const { client } of this.#connections.values()) client.destroy()
    this.#connections.clear()
  }

  async #find(name: string): Promise<RegisteredStorage> {
    let storage: Registered | null
    try {
      storage = await this.#options.book.find(name)
    } catch (error) {
      throw unreachable(`The storage "${name}" could not be looked up.`, error)
    }
    if (storage === null) throw unreachable(`There is no storage of the name "${name}".`)
    const { secretAccessKey } = storage
    // as if it were away: what waits for it goes on as soon as somebody gives it a secret that can be read
    if (secretAccessKey === null) {
      const error = unreadableStorage(storage)
      throw unreachable(error.detail, error)
    }
    return { ...storage, secretAccessKey }
  }

  #connectionOf(storage: RegisteredStorage): Counted {
    const service = serviceOf(storage)
    const open = this.#connections.get(storage.name)
    if (open?.service === service) return open
    this.#leave(storage.name)
    const { endpoint, region, forcePathStyle } = storage
    const connection: Counted = {
      client: createS3Client({
        ...{ endpoint, region, forcePathStyle },
        credentials: this.#credentialsOf(storage),
        onRequestTried: this.#options.onRequestTried,
      }),
      ...{ endpoint, equalParts: wantsEqualParts(endpoint), service, inUse: 0, isLeft: false },
    }
    this.#connections.set(storage.name, connection)
    return connection
  }

  #leave(name: string): void {
    const left = this.#connections.get(name)
    if (left === undefined) return
    this.#connections.delete(name)
    left.isLeft = true
    if (left.inUse === 0) left.client.destroy()
  }

  /** The keys as they are registered when a request is signed; those of another service are not for this one. */
  #credentialsOf(opened: RegisteredStorage): S3Credentials {
    const { book, monotonic } = this.#options
    let latest = opened
    let lookedAtMs = Number.NEGATIVE_INFINITY
    return {
      get: async () => {
        const known = book.known(opened.name)
        const secretAccessKey = known?.secretAccessKey ?? null
        if (known !== null && secretAccessKey !== null && serviceOf(known) === serviceOf(opened))
          latest = { ...known, secretAccessKey }
        return { accessKeyId: latest.accessKeyId, secretAccessKey: latest.secretAccessKey }
      },
      refused: () => {
        if (monotonic() - lookedAtMs < lookAgainMs) return
        lookedAtMs = monotonic()
        // without success it is looked up again with the next refusal
        book.look(opened.name).catch(() => undefined)
      },
    }
  }
}
