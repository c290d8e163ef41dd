import { playlistBody, playlistContentType } from '@tapedeck/media'
import type { OutputContext } from './cycle.ts'
import type { StoredSlice } from './slice-upload.ts'

/** Longest pause between two writes of a growing playlist. */
const maxPauseMs = 60_000

/**
 * The playlist of a cycle that still records. One write at a time, and rarer as the list grows: writing a list of
 * thousands after every slice would cost more than the slices. A write that fails is made good by the next.
 */
export class LivePlaylist {
  readonly #context: OutputContext
  readonly #key: string
  readonly #targetDurationSeconds: number
  #writtenAtMs = Number.NEGATIVE_INFINITY
  #writing: Promise<void> | null = null
  #isWritten = false

  constructor(context: OutputContext, key: string, targetDurationSeconds: number) {
    this.#context = context
    this.#key = key
    this.#targetDurationSeconds = targetDurationSeconds
  }

  /** Tells that these slices are stored now; writes the playlist unless one is being written or was lately. */
  offer(slices: StoredSlice[], initKey: string | null): void {
    const now = this.#context.monotonic()
    const pauseMs = Math.min(maxPauseMs, slices.length * 20)
    if (this.#writing !== null || now - this.#writtenAtMs < pauseMs) return
    this.#writtenAtMs = now
    this.#writing = this.#write(slices, initKey).finally(() => {
      this.#writing = null
    })
  }

  /** Takes the playlist away; the finished one has another key. */
  async remove(): Promise<void> {
    await this.#writing
    if (!this.#isWritten) return
    try {
      await this.#context.objects.remove([this.#key])
    } catch (error) {
      this.#context.log.warn({ err: error, key: this.#key }, 'a live playlist could not be removed')
    }
  }

  async #write(slices: StoredSlice[], initKey: string | null): Promise<void> {
    const { objects, limit, log } = this.#context
    const body = playlistBody({
      type: 'EVENT',
      key: this.#key,
      initKey,
      slices,
      targetDurationSeconds: this.#targetDurationSeconds,
    })
    try {
      await this.#context.assertHeld()
      await limit(() => objects.put(this.#key, body, { contentType: playlistContentType }))
      this.#isWritten = true
    } catch (error) {
      log.warn({ err: error, key: this.#key }, 'a live playlist could not be written')
    }
  }
}
