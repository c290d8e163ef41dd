import {
  KeyBook,
  outputOf,
  type Recording,
  type RecordingFile,
  type StorageTarget,
  storageOfOutput,
} from '@tapedeck/domain'
import type { Snapshot } from '@tapedeck/ffmpeg'
import type { Lease } from '@tapedeck/store'
import type { Logger } from '@tapedeck/telemetry'
import type { PlacedFragment } from '../output/placed-fragment.ts'
import type { SessionDeps } from '../session/session-deps.ts'
import { within } from '../within.ts'
import { type Keyframe, keyframeOf } from './keyframe.ts'
import { posterKey } from './picture-keys.ts'
import { PictureQueue } from './picture-queue.ts'
import { PictureStorage } from './picture-storage.ts'
import { Posters } from './posters.ts'
import { type DueThumbnail, Thumbnails } from './thumbnails.ts'

/** How long file.created waits for the file's poster. It was made when the file began, and has to be stored only. */
const posterWaitMs = 2000

/** How long the end of a recording waits for its last pictures. */
const finishWaitMs = 2000

/** Others that change a file's record in between: its move out of the backup storage, a check. */
const maxRaces = 10

type Poster = NonNullable<RecordingFile['poster']>
type Kind = 'thumbnail' | 'poster'

type Parts = {
  deps: SessionDeps
  lease: Lease
  recording: Recording
  /** Aborted when the session is over. */
  signal: AbortSignal
  log: Logger
}

/**
 * The pictures of one recording under one lease, taken of media that is in the spool. Nothing of the recording waits for
 * them, but file.created for a moment; what fails is told in the log and the metrics, and goes on with the next one.
 */
export class RecordingPictures {
  readonly #parts: Parts
  readonly #queue = new PictureQueue()
  readonly #storage: PictureStorage
  readonly #keys: KeyBook
  readonly #thumbnails: Thumbnails | null
  readonly #posters: Posters | null
  readonly #ending = new AbortController()
  readonly #signal: AbortSignal
  readonly #late = new Set<Promise<void>>()

  /** @param files those that are stored already */
  constructor(parts: Parts, files: readonly RecordingFile[]) {
    const { deps, lease, recording, signal } = parts
    this.#parts = parts
    this.#signal = AbortSignal.any([signal, this.#ending.signal])
    this.#storage = new PictureStorage(deps, lease)
    this.#keys = new KeyBook(
      files.flatMap(({ poster }) => (poster === undefined ? [] : [poster.key])),
    )
    const { thumbnails, posters } = recording.template
    this.#thumbnails =
      thumbnails == null
        ? null
        : new Thumbnails(deps.store.thumbnails, recording, thumbnails, this.#keys)
    this.#posters = posters == null ? null : new Posters()
    this.#loadThumbnails()
  }

  /**
   * A fragment was written: it may be due for a thumbnail.
   * @param mediaMsBefore media of the recording before the time line that it was placed on
   */
  onWritten(placed: PlacedFragment, mediaMsBefore: number): void {
    if (this.#thumbnails === null || !placed.isCutPoint) return
    const keyframe = keyframeOf(placed)
    if (keyframe === null) return
    this.#loadThumbnails()
    const due = this.#thumbnails.take(keyframe, mediaMsBefore + keyframe.mediaMs)
    if (due !== null) this.#takeThumbnail(keyframe, due)
  }

  /** A file of an output begins with a fragment. */
  onFileBegun(placed: PlacedFragment): void {
    const { posters } = this.#parts.recording.template
    const keyframe = posters == null ? null : keyframeOf(placed)
    if (posters == null || keyframe === null) return
    this.#posters?.begin(keyframe.origin, () => this.#makePoster(keyframe, posters.width))
  }

  /**
   * Tells of a stored file, with its poster when that is stored in time; a late one is added to the file's record.
   * @param add writes the file and its event
   */
  async publish(file: RecordingFile, add: (file: RecordingFile) => Promise<void>): Promise<void> {
    if (this.#posters === null || file.isInBackup === true) return add(file)
    const stored = this.#storePoster(file)
    const inTime = await within(stored, posterWaitMs)
    const poster = inTime?.value ?? null
    await add(poster === null ? file : { ...file, poster })
    if (inTime === null) this.#whenLate(stored, file)
  }

  /** Resolves when the pictures that are under way are done, or have taken too long. */
  async finish(): Promise<void> {
    await within(Promise.all([this.#queue.idle(), ...this.#late]), finishWaitMs)
  }

  /** Makes and stores nothing more. */
  abandon(): void {
    this.#queue.stop()
    this.#ending.abort(new Error('the recording is left'))
  }

  #loadThumbnails(): void {
    this.#thumbnails?.load().catch((error: unknown) => {
      this.#parts.log.debug({ err: error }, 'thumbnails could not be looked up')
    })
  }

  #takeThumbnail(keyframe: Keyframe, due: DueThumbnail): void {
    const { deps, recording } = this.#parts
    const width = recording.template.thumbnails?.width ?? 0
    if (this.#storage.isFailing(recording.storage)) {
      this.#count('thumbnail', 'dropped')
      return
    }
    this.#queue.push({
      keyframe,
      drop: () => this.#count('thumbnail', 'dropped'),
      run: async () => {
        await this.#guarded('thumbnail', async () => {
          const made = await deps.pictures.maker.make(keyframe, width, this.#signal)
          await this.#put(recording.storage, due.key, made)
          const { jpeg, ...size } = made
          await deps.store.thumbnails.add(recording.id, { ...due, ...size, bytes: jpeg.length })
        })
      },
    })
  }

  #makePoster(keyframe: Keyframe, width: number): Promise<Snapshot | null> {
    const { maker } = this.#parts.deps.pictures
    return new Promise((resolve) => {
      this.#queue.push({
        keyframe,
        drop: () => {
          this.#count('poster', 'dropped')
          resolve(null)
        },
        run: async () => {
          let made: Snapshot | null = null
          await this.#guarded(
            'poster',
            async () => {
              made = await maker.make(keyframe, width, this.#signal)
            },
            'made',
          )
          resolve(made)
        },
      })
    })
  }

  /** Resolves with the poster of a file when it is in storage; null when there is none. Rejects never. */
  async #storePoster(file: RecordingFile): Promise<Poster | null> {
    const made = (await this.#posters?.of(file)) ?? null
    if (made === null) return null
    const storage = storageOfOutput(this.#parts.recording, outputOf(file))
    if (this.#storage.isFailing(storage)) {
      this.#count('poster', 'dropped')
      return null
    }
    const { jpeg, ...size } = made
    const key = posterKey(file, this.#keys)
    const isStored = await this.#guarded('poster', () => this.#put(storage, key, made))
    return isStored ? { key, bytes: jpeg.length, ...size } : null
  }

  async #put(storage: StorageTarget, key: string, { jpeg }: Snapshot): Promise<void> {
    this.#signal.throwIfAborted()
    await this.#storage.put(storage, key, jpeg)
  }

  #whenLate(stored: Promise<Poster | null>, file: RecordingFile): void {
    const late = stored
      .then(async (poster) => {
        if (poster !== null) await this.#note(file.id, poster)
      })
      .catch((error: unknown) => {
        this.#parts.log.warn({ err: error, file: file.id }, 'a poster could not be noted')
      })
      .finally(() => this.#late.delete(late))
    this.#late.add(late)
  }

  async #note(fileId: string, poster: Poster): Promise<void> {
    const { store } = this.#parts.deps
    for (let race = 0; race < maxRaces; race++) {
      const file = await store.recordings.file(this.#parts.recording.id, fileId)
      if (file === null || (await store.recordings.updateFile({ ...file, poster }, file))) return
    }
  }

  /** Runs a step of a picture; false, with a word in the log, when it fails. */
  async #guarded(kind: Kind, step: () => Promise<void>, outcome = 'stored'): Promise<boolean> {
    try {
      await step()
      if (outcome === 'stored') this.#count(kind, 'stored')
      return true
    } catch (error) {
      if (this.#signal.aborted) return false
      this.#count(kind, 'failed')
      this.#parts.log.warn({ err: error, kind }, 'no picture')
      return false
    }
  }

  #count(kind: Kind, outcome: 'stored' | 'failed' | 'dropped'): void {
    this.#parts.deps.metrics.pictures.inc({ kind, outcome })
  }
}
