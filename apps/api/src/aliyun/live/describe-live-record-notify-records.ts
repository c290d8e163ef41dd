import {
  liveActions,
  livePageOf,
  type NotifyRecord,
  notifyResultOf,
  pageSpan,
  renderLiveCallback,
  renderNotifyRecord,
} from '@tapedeck/aliyun'
import type { Delivery, Recording, StoredEndpoint } from '@tapedeck/domain'
import { emptyEventContext } from '@tapedeck/domain'
import { eachPage } from '@tapedeck/store'
import type { ApiContext } from '../../api-context.ts'
import { handledBy } from '../action-handler.ts'
import { findDomain } from './find-config.ts'
import { notifyEndpointOf } from './find-notify-endpoint.ts'

/** Most records that are counted and can be paged through: the newest. */
const maxListed = 20_000
const maxEvents = 1000

type Asked = {
  AppName?: string | undefined
  StreamName?: string | undefined
  StartTime: number
  EndTime: number
  Status?: 'success' | 'failed' | undefined
}
type Told = { delivery: Delivery; recording: Recording }

/** Reads each recording once. */
const recordingReader = ({ store }: ApiContext) => {
  const known = new Map<string, Recording | null>()
  return async (id: string): Promise<Recording | null> => {
    if (!known.has(id)) known.set(id, await store.recordings.get(id))
    return known.get(id) ?? null
  }
}

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
const contentOf = async (
  { store, clock }: ApiContext,
  { url }: StoredEndpoint,
  { delivery, recording }: Told,
): Promise<{ body: string; headers: Record<string, string> } | null> => {
  const entries = await store.events.list(recording.id, null, maxEvents)
  const event = entries.find((entry) => entry.event.id === delivery.eventId)?.event
  if (event === undefined) return null
  const pushArgs = recording.origin?.kind === 'stream' ? recording.origin.pushArgs : {}
  const message = { event, context: { ...emptyEventContext, pushArgs } }
  return renderLiveCallback(message, { url, key: null, nowMs: clock() })
}

const show = async (
  context: ApiContext,
  endpoint: StoredEndpoint,
  told: Told,
): Promise<NotifyRecord> =>
  renderNotifyRecord(
    told.delivery,
    told.recording.stream,
    endpoint.url,
    await contentOf(context, endpoint, told),
  )

/** Deliveries to the domain's config, the newest first. What was not tried yet is no record. */
export const describeLiveRecordNotifyRecords = handledBy(
  liveActions.describeLiveRecordNotifyRecords,
  async ({ context }, { DomainName, PageNumber, PageSize, StorageType, ...asked }) => {
    await findDomain(context, DomainName)
    const endpoint = StorageType === 'vod' ? null : await notifyEndpointOf(context, DomainName)
    const all = endpoint === null ? [] : await recordsOf(context, endpoint, asked)
    const { offset, limit } = pageSpan({ PageNo: PageNumber, PageSize })
    const page = endpoint === null ? [] : all.slice(offset, offset + limit)
    return {
      Code: 0,
      Msg: 'ok',
      ...livePageOf({ PageNum: PageNumber, PageSize }, all.length),
      CallbackList: await Promise.all(
        page.map((told) => show(context, endpoint as StoredEndpoint, told)),
      ),
    }
  },
)
