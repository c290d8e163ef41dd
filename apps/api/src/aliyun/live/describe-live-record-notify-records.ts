import {
  liveActions,
  livePageOf,
  type NotifyRecord,
  notifyResultOf,
  pageSpan,
  renderLiveCallback,
  renderNotifyRecord,
} from '@tapedeck/aliyun'
import type { RecordingEvent } from '@tapedeck/contracts'
import type { Delivery, Recording, StoredEndpoint } from '@tapedeck/domain'
import { emptyEventContext } from '@tapedeck/domain'
import { eachPage } from '@tapedeck/store'
import type { ApiContext } from '../../api-context.ts'
import { handledBy } from '../action-handler.ts'
import { recordingReader } from '../recording-reader.ts'
import { findDomain } from './find-config.ts'
import { notifyEndpointOf } from './find-notify-endpoint.ts'
import { toldEvents } from './told-events.ts'

/** Most records that are counted and can be paged through: the newest. */
const maxListed = 20_000

type Asked = {
  AppName?: string | undefined
  StreamName?: string | undefined
  StartTime: number
  EndTime: number
  Status?: 'success' | 'failed' | undefined
}
type Told = { delivery: Delivery; recording: Recording }

const matches = ({ delivery, recording: { stream } }: Told, asked: Asked): boolean => {
  const result = notifyResultOf(delivery)
  if (result === null || (asked.Status !== undefined && result !== asked.Status)) return false
  if (asked.AppName !== undefined && stream.app !== asked.AppName) return false
  return asked.StreamName === undefined || stream.stream === asked.StreamName
}

const recordsOf = async (
  context: ApiContext,
  endpoint: StoredEndpoint,
  asked: Asked,
): Promise<Told[]> => {
  const read = recordingReader(context)
  const filter = { recordingId: null, endpointId: endpoint.id, state: null }
  const found: Told[] = []
  for await (const page of eachPage((span) => context.store.deliveries.list(filter, span))) {
    for (const delivery of page) {
      if (delivery.createdAtMs > asked.EndTime || delivery.recordingId === null) continue
      if (delivery.createdAtMs < asked.StartTime) return found
      const recording = await read(delivery.recordingId)
      if (recording !== null && matches({ delivery, recording }, asked))
        found.push({ delivery, recording })
    }
    if (found.length >= maxListed) break
  }
  return found
}

/** The body that was posted, made again of the event; signature headers are not shown. */
const contentOf = (
  { clock }: ApiContext,
  { url }: StoredEndpoint,
  { recording }: Told,
  event: RecordingEvent,
): { body: string; headers: Record<string, string> } | null => {
  const pushArgs = recording.origin?.kind === 'stream' ? recording.origin.pushArgs : {}
  const message = { event, context: { ...emptyEventContext, pushArgs } }
  return renderLiveCallback(message, { url, key: null, nowMs: clock() })
}

/** The events that deliveries tell, by their ids: each recording is looked into once. */
const eventsOf = async (
  { store }: ApiContext,
  page: Told[],
): Promise<Map<string, RecordingEvent>> => {
  const ofRecordings = Map.groupBy(page, ({ recording }) => recording.id)
  const found = await Promise.all(
    [...ofRecordings].map(([id, told]) =>
      toldEvents(
        store.events,
        id,
        told.map(({ delivery }) => delivery),
      ),
    ),
  )
  return new Map(found.flatMap((events) => [...events]))
}

const show = async (
  context: ApiContext,
  endpoint: StoredEndpoint,
  page: Told[],
): Promise<NotifyRecord[]> => {
  const events = await eventsOf(context, page)
  return page.map((told) => {
    const event = events.get(told.delivery.eventId)
    const content = event === undefined ? null : contentOf(context, endpoint, told, event)
    return renderNotifyRecord(told.delivery, told.recording.stream, endpoint.url, content)
  })
}

/** Deliveries to the domain's config, the newest first. What was not tried yet is no record. */
export const describeLiveRecordNotifyRecords = handledBy(
  liveActions.describeLiveRecordNotifyRecords,
  async ({ context }, { DomainName, PageNumber, PageSize, StorageType, ...asked }) => {
    await findDomain(context, DomainName)
    const endpoint = StorageType === 'vod' ? null : await notifyEndpointOf(context, DomainName)
    const all = endpoint === null ? [] : await recordsOf(context, endpoint, asked)
    const { offset, limit } = pageSpan({ PageNo: PageNumber, PageSize })
    const page = all.slice(offset, offset + limit)
    return {
      Code: 0,
      Msg: 'ok',
      ...livePageOf({ PageNum: PageNumber, PageSize }, all.length),
      CallbackList: endpoint === null ? [] : await show(context, endpoint, page),
    }
  },
)
