import type { TapedeckEvent, TestEvent } from '@tapedeck/contracts'
import { emptyEventContext } from '@tapedeck/domain'
import type { WebhookMessage, WebhookTarget } from '../src/index.ts'

/** The secret of these tests. */
export const secret = `whsec_${Buffer.from('a key of the webhook tests').toString('base64')}`

/** An event as the log holds it. */
export const sampleEvent = (id: string): TapedeckEvent => ({
  id,
  type: 'recording.started',
  occurredAt: '2026-03-01T12:00:00.000Z',
  recordingId: 'rec_1',
  generation: 1,
  data: {
    name: 'évènement ✓',
    state: 'recording',
    reason: null,
    reasonDetail: null,
    stream: { domain: 'live.example.com', app: 'live', stream: 'a' },
  },
})

export const testEvent: TestEvent = {
  id: 'evt_test',
  type: 'endpoint.test',
  occurredAt: '2026-03-01T12:00:00.000Z',
  recordingId: null,
  generation: 0,
  data: { endpointId: 'end_1' },
}

/** A file as events tell of it, without what older versions do not say. */
export const sampleFile = {
  id: 'file_1',
  recordingId: 'rec_1',
  format: 'flv',
  sequence: 0,
  storage: 's3',
  bucket: 'archive',
  key: 'live/a/0.flv',
  bytes: 1000,
  crc32: '0a1b2c3d',
  durationMs: 69_403,
  startedAt: '2026-03-01T11:58:50.000Z',
  endedAt: '2026-03-01T12:00:00.000Z',
  width: 1280,
  height: 720,
  codecs: ['avc1.64001f'],
  sliceCount: 0,
  url: null,
}

/** What is sent of it. */
export const sampleMessage = (id = 'evt_1'): WebhookMessage => ({
  event: sampleEvent(id),
  context: emptyEventContext,
})

/** A receiver of the standard dialect. */
export const targetOf = (url: string, part: Partial<WebhookTarget> = {}): WebhookTarget => ({
  url,
  dialect: 'standard',
  secrets: [secret],
  headers: {},
  ...part,
})
