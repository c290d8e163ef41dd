import { readFile, stat } from 'node:fs/promises'
import { S3Client } from '@aws-sdk/client-s3'
import { TapedeckError } from '@tapedeck/contracts'
import { type Credentials, parseCredentials } from './credentials-file.ts'

/** Where the keys come from: a pair that never changes, a file that is replaced, or AWS's own chain of places. */
export type CredentialsSource =
  | { kind: 'keys'; credentials: Credentials }
  | { kind: 'file'; path: string }
  | { kind: 'chain'; region: string }

/** Gives the keys for each request, so that new ones are used as soon as they are there. */
export type S3Credentials = {
  get(): Promise<Credentials>
  /** The service refused the keys: whatever is remembered is looked up again. */
  refused(): void
}

/** Told when new keys cannot be had; requests go on with the old ones. The error shows no secret. */
type OnProblem = (error: TapedeckError) => void

/** A file's keys are looked for again this often at most, and the chain's after a refusal. */
const lookAgainMs = 1000
const chainAgainMs = 10_000

const denied = (detail: string): TapedeckError => new TapedeckError('STORAGE_DENIED', { detail })

const errnoOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'failed'

/** The keys of a file that others replace; a file that is away or half written leaves the last good ones in use. */
class FileCredentials implements S3Credentials {
  readonly #path: string
  readonly #monotonic: () => number
  readonly #onProblem: OnProblem
  #credentials: Credentials | null = null
  #seen = ''
  #lookedAtMs = Number.NEGATIVE_INFINITY
  #reading: Promise<void> | null = null
  #problem = ''

  constructor(path: string, monotonic: () => number, onProblem: OnProblem) {
    this.#path = path
    this.#monotonic = monotonic
    this.#onProblem = onProblem
  }

  async get(): Promise<Credentials> {
    if (this.#monotonic() - this.#lookedAtMs >= lookAgainMs) {
      this.#reading ??= this.#read().finally(() => {
        this.#reading = null
      })
      await this.#reading
    }
    if (this.#credentials === null) throw denied(this.#problem)
    return this.#credentials
  }

  refused(): void {
    this.#seen = ''
    this.#lookedAtMs = Number.NEGATIVE_INFINITY
  }

  async #read(): Promise<void> {
    try {
      // follows symbolic links: mounted secrets are replaced by turning one
      const { mtimeMs, size, ino } = await stat(this.#path)
      const seen = `${ino} ${size} ${mtimeMs}`
      if (seen !== this.#seen) {
        const credentials = parseCredentials(await readFile(this.#path, 'utf8'))
        if (credentials === null) throw denied(`There are no S3 credentials in ${this.#path}.`)
        this.#credentials = credentials
        this.#seen = seen
      }
      this.#problem = ''
    } catch (error) {
      const problem =
        error instanceof TapedeckError
          ? error
          : denied(`The S3 credentials in ${this.#path} cannot be read: ${errnoOf(error)}`)
      // told once, not with every request
      if (problem.detail !== this.#problem) this.#onProblem(problem)
      this.#problem = problem.detail
    }
    this.#lookedAtMs = this.#monotonic()
  }
}

/**
 * AWS's default chain as the SDK brings it: environment, profile files, container, web identity, instance role. Keys
 * that expire are renewed by it before they do; after a refusal they are asked for again.
 */
const chainCredentials = (region: string, monotonic: () => number): S3Credentials => {
  // a client that is given no keys has the chain; nothing is sent with it
  const { credentials } = new S3Client({ region }).config
  let askedAgainAtMs = Number.NEGATIVE_INFINITY
  let isRefused = false
  return {
    get: async () => {
      const now = monotonic()
      const forceRefresh = isRefused && now - askedAgainAtMs >= chainAgainMs
      if (forceRefresh) {
        isRefused = false
        askedAgainAtMs = now
      }
      return credentials({ forceRefresh })
    },
    refused: () => {
      isRefused = true
    },
  }
}

/** Opens a source of credentials. */
export const openCredentials = (
  source: CredentialsSource,
  options: { monotonic: () => number; onProblem: OnProblem },
): S3Credentials => {
  switch (source.kind) {
    case 'keys':
      return { get: async () => source.credentials, refused: () => undefined }
    case 'file':
      return new FileCredentials(source.path, options.monotonic, options.onProblem)
    case 'chain':
      return chainCredentials(source.region, options.monotonic)
  }
}
