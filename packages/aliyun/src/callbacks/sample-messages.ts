import type { ToldEvent } from '@tapedeck/contracts'
import { type RecordingEvent, recordingEventSchema } from '@tapedeck/contracts'
import { emptyEventContext } from '@tapedeck/domain'

/** A file as the documented sample of ApsaraVideo Live tells of it; for tests. */
const file = {
  id: 'file_1',
  recordingId: 'rec_1',
  format: 'flv',
  sequence: 0,
  storage: 's3',
  bucket: 'archive',
  key: 'record/live/0_2017-03-08-23:09:46_2017-03-08-23:10:40.flv',
  bytes: 73_252_513,
  crc32: '0a1b2c3d',
  durationMs: 69_403,
  startedAt: '2017-03-08T15:09:46.900Z',
  endedAt: '2017-03-08T15:10:40.100Z',
  width: 1280,
  height: 720,
  codecs: ['avc1.64001f'],
  sliceCount: 0,
  url: null,
}

/** A message of a kind; for tests. */
export const sampleMessage = (
  type: RecordingEvent['type'],
  part: {
    data?: Partial<RecordingEvent['data']>
    context?: Partial<ToldEvent['context']>
  } = {},
): ToldEvent => ({
  event: recordingEventSchema.parse({
    id: 'evt_1',
    type,
    occurredAt: '2017-03-08T15:10:41.123Z',
    recordingId: 'rec_1',
    generation: 1,
    data: {
      name: 'evening show',
      state: 'recording',
      reason: null,
      reasonDetail: null,
      stream: { domain: 'play.example.com', app: 'live', stream: 'a' },
      ...(type === 'file.created' && { file }),
      ...part.data,
    },
  }),
  context: { ...emptyEventContext, ...part.context },
})

/** What tries an endpoint out; for tests. */
export const testMessage: ToldEvent = {
  event: {
    id: 'evt_2',
    type: 'endpoint.test',
    occurredAt: '2017-03-08T15:10:41.123Z',
    recordingId: null,
    generation: 0,
    data: { endpointId: 'end_1' },
  },
  context: emptyEventContext,
}
