import type { TapedeckEvent } from '@tapedeck/contracts'

/** The secret of these tests. */
export const secret = `whsec_${Buffer.from('a key of the webhook tests').toString('base64')}`

/** An event as the outbox holds it. */
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
