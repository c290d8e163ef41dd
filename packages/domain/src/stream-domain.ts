import type { OnDemandCallback } from './on-demand.ts'

/** Everything that Tapedeck must know of a streaming domain. */
export type StreamDomain = {
  /** The name by which streams, rules and requests call it; lower case. */
  name: string
  /** rtmp(s) URL with `{domain}`, `{app}` and `{stream}`, for instance `rtmp://origin/{app}/{stream}`. May carry a key: never log it. */
  pullUrlPattern: string
  /** make: recorders encode renditions. pull: the origin has them as `{stream}_{rendition}`. */
  renditions: 'make' | 'pull'
  onDemand: OnDemandCallback | null
  /** Receives stream.skipped, and the events of recordings whose template names no receiver. */
  notifyUrl: string | null
}

export type StoredDomain = StreamDomain & { createdAtMs: number; updatedAtMs: number }
