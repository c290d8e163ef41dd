import type { Fragment } from './fragment.ts'

/**
 * A file of one object whose head is known only at the end (mp4, flv).
 * The object is head + body. The body only grows and never changes; the provisional head makes the file readable
 * if it has to be closed without the final one. Composers are pure: the same fragments give the same bytes, so
 * that another process can go on with a half-sent upload.
 */
export type FileComposer = {
  readonly contentType: string
  /** Without its dot. */
  readonly extension: string
  /** @param headBytes length that it is padded to; it has another one when that cannot be */
  provisionalHead(headBytes?: number): Buffer
  /** The body bytes of one fragment. */
  append(fragment: Fragment): Buffer[]
  /** @param headBytes length that the head is padded to; it has another one when that cannot be */
  finish(headBytes?: number): { head: Buffer; durationMs: number }
}

/** A file of many objects (m3u8, cmaf): slices, cut by the caller before a fragment that starts with a keyframe. */
export type SliceComposer = {
  readonly sliceContentType: string
  /** Without its dot. */
  readonly sliceExtension: string
  /** Stored once before the first slice (cmaf); null for TS. */
  readonly initObject: Buffer | null
  /** Begins the next slice; its first bytes. */
  startSlice(): Buffer[]
  append(fragment: Fragment): Buffer[]
  /** Ends the slice: its duration in milliseconds of media. */
  endSlice(): { durationMs: number }
}
