import type { KeyBook, Recording, ThumbnailPlan } from '@tapedeck/domain'
import { eachPage, type Thumbnail, type ThumbnailStore } from '@tapedeck/store'
import type { Keyframe } from './keyframe.ts'
import { thumbnailKey } from './picture-keys.ts'
import { lastIntervalOf, ThumbnailSchedule } from './thumbnail-schedule.ts'

/** Every thumbnail that a recording has. */
const storedThumbnails = async (
  store: ThumbnailStore,
  recordingId: string,
): Promise<Thumbnail[]> => {
  const thumbnails: Thumbnail[] = []
  for await (const items of eachPage((page) => store.list(recordingId, page)))
    thumbnails.push(...items)
  return thumbnails
}

/** A thumbnail that is to be made. */
export type DueThumbnail = { key: string; atMs: number; mediaMs: number }

/** Says which keyframes of a recording become thumbnails, and under which key. */
export class Thumbnails {
  readonly #store: ThumbnailStore
  readonly #recording: Recording
  readonly #plan: ThumbnailPlan
  readonly #keys: KeyBook
  #schedule: ThumbnailSchedule | null = null
  #loading: Promise<void> | null = null

  constructor(store: ThumbnailStore, recording: Recording, plan: ThumbnailPlan, keys: KeyBook) {
    this.#store = store
    this.#recording = recording
    this.#plan = plan
    this.#keys = keys
  }

  /**
   * The thumbnail that a keyframe is due for; null for none.
   * @param mediaMs where the keyframe lies in the whole recording
   */
  take(keyframe: Keyframe, mediaMs: number): DueThumbnail | null {
    const interval = this.#schedule?.take(mediaMs) ?? null
    if (interval === null) return null
    const { atMs } = keyframe
    const key = thumbnailKey(this.#recording, { interval, atMs }, this.#keys)
    return { key, atMs, mediaMs: Math.round(mediaMs) }
  }

  /** Looks up what there is already, which a recorder that takes over has to; tried again at the next call until it is known. */
  async load(): Promise<void> {
    if (this.#schedule !== null) return
    this.#loading ??= this.#load().finally(() => {
      this.#loading = null
    })
    await this.#loading
  }

  async #load(): Promise<void> {
    const { id } = this.#recording
    const stored = await storedThumbnails(this.#store, id)
    for (const { key } of stored) this.#keys.claim(key)
    const { intervalSeconds } = this.#plan
    this.#schedule = new ThumbnailSchedule(intervalSeconds, lastIntervalOf(stored, intervalSeconds))
  }
}
