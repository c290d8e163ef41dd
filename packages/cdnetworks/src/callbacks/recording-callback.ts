import type { RecordingEvent, RenderedWebhook, ToldEvent, ToldKind } from '@tapedeck/contracts'
import type { EventKind } from '@tapedeck/domain'

/** The platform may merge what it tells of finished files; of nothing else is that documented. */
const mergedKind = 'file.created'

/** @param merged further files, which the body tells of as well */
type BodyOf = (event: RecordingEvent, merged: RecordingEvent[]) => object | null

/** As the platform writes it: `-` and `_` for `+` and `/`, with padding. */
const urlSafeBase64 = (text: string): string =>
  Buffer.from(text).toString('base64').replaceAll('+', '-').replaceAll('/', '_')

/** Start of a recording. Its files are not known yet: there is no bucket and no format. */
const started: BodyOf = ({ recordingId, data: { stream } }) => ({
  persistentId: recordingId,
  streamname: stream.stream,
  ops: 'wsrecord',
  bucket: '',
  batch_notify_id: null,
})

/** A finished file. `code` and `desc` are those of the one sample that is known; `hash` is our CRC-32. */
const fileItems = ({ recordingId, data: { stream, file } }: RecordingEvent): object[] => {
  if (file === undefined) return []
  const { format, bucket, url } = file
  const key = `${bucket}:${file.key}`
  const item = {
    persistentId: recordingId,
    streamname: `${stream.stream}.${format}`,
    ops: `wsrecord/${format}/vcodec/copy/acodec/copy|saveas/${urlSafeBase64(key)}`,
    bucket,
    code: 1,
    desc: 'fileOperateActive',
    error: null,
    keys: [key],
    urls: url === null ? [] : [url],
    detail: [{ key, url, duration: file.durationMs / 1000, hash: file.crc32, fsize: file.bytes }],
  }
  return [item]
}

const filesCreated: BodyOf = (event, merged) => {
  const items = [event, ...merged].flatMap(fileItems)
  return items.length === 0 ? null : { items, batch_notify_id: null }
}

const bodies: Partial<Record<EventKind, BodyOf>> = {
  'recording.started': started,
  'file.created': filesCreated,
}

const bodyOf = ({ event }: ToldEvent, merged: ToldEvent[]): object | null => {
  if (event.type === 'endpoint.test')
    return {
      persistentId: event.id,
      streamname: '',
      ops: 'test',
      bucket: '',
      batch_notify_id: null,
    }
  if (event.type === 'stream.skipped') return null
  const files = merged.flatMap(({ event: other }) => (other.type === mergedKind ? [other] : []))
  return bodies[event.type]?.(event, files) ?? null
}

/** True when recording callbacks of CDNetworks have such an event. */
export const recordingCallbackTells = (kind: ToldKind): boolean =>
  kind === 'endpoint.test' || Object.hasOwn(bodies, kind)

/** True when callbacks of this kind are merged where several are due: one request tells of them all. */
export const recordingCallbackMerges = (kind: ToldKind): boolean => kind === mergedKind

/**
 * A recording callback of CDNetworks, URL-safe Base64 of JSON and without a signature; null when it has no such event.
 * @param merged what the same request tells besides, in order; all of it and the message are of a kind that is merged
 */
export const renderRecordingCallback = (
  message: ToldEvent,
  merged: ToldEvent[] = [],
): RenderedWebhook | null => {
  const body = bodyOf(message, merged)
  if (body === null) return null
  return {
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body: urlSafeBase64(JSON.stringify(body)),
  }
}
