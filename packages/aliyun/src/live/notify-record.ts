import type { Delivery, StreamName } from '@tapedeck/domain'
import { rpcTime } from '../protocol/rpc-time.ts'

export type NotifyRecord = {
  DomainName: string
  AppName: string
  StreamName: string
  NotifyType: string
  NotifyTime: string
  NotifyUrl: string
  NotifyContent: string
  NotifyHeader: string
  NotifyResponse: string
  NotifyResult: 'success' | 'failed'
  Description: string
  StorageType: 'oss'
}

const notifyTypes: Partial<Record<Delivery['type'], string>> = {
  'file.created': 'file_created',
  'recording.failed': 'record_error',
  'recording.started': 'record_started',
  'recording.interrupted': 'record_paused',
  'recording.paused': 'record_paused',
  'recording.resumed': 'record_resumed',
}

/** What became of a delivery; null while it was not tried. */
export const notifyResultOf = ({
  state,
  attempts,
}: Delivery): NotifyRecord['NotifyResult'] | null => {
  if (state === 'delivered') return 'success'
  return state === 'dead' || attempts.length > 0 ? 'failed' : null
}

/**
 * A delivery as DescribeLiveRecordNotifyRecords answers it: its newest try.
 * @param content the body that was posted; null when its event is not kept any more
 */
export const renderNotifyRecord = (
  delivery: Delivery,
  stream: StreamName,
  url: string,
  content: { body: string; headers: Record<string, string> } | null,
): NotifyRecord => {
  const last = delivery.attempts.at(-1)
  return {
    DomainName: stream.domain,
    AppName: stream.app,
    StreamName: stream.stream,
    NotifyType: notifyTypes[delivery.type] ?? delivery.type,
    NotifyTime: rpcTime(last?.atMs ?? delivery.createdAtMs),
    NotifyUrl: url,
    NotifyContent: content?.body ?? '',
    NotifyHeader: content === null ? '' : JSON.stringify(content.headers),
    NotifyResponse: last?.excerpt ?? '',
    NotifyResult: notifyResultOf(delivery) ?? 'failed',
    Description: last?.detail ?? '',
    StorageType: 'oss',
  }
}
