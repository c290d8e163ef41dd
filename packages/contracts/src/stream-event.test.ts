import { expect, test } from 'vitest'
import { eventSchema } from './event-schema.ts'
import { buildStreamSkipped, type StreamSkip } from './stream-event.ts'

const stream = { domain: 'live.example.org', app: 'live', stream: 'one' }
const skip: StreamSkip = {
  reason: 'callback_failed',
  detail: 'the callback answered 500',
  ruleId: 'rul_1',
  publicationId: 'pub_1',
}

test('stream.skipped is an event like the others', () => {
  const event = buildStreamSkipped(stream, skip, Date.UTC(2030, 0, 1))
  expect(eventSchema.parse(JSON.parse(JSON.stringify(event)))).toEqual(event)
  expect(event).toMatchObject({
    type: 'stream.skipped',
    occurredAt: '2030-01-01T00:00:00.000Z',
    recordingId: null,
    generation: 0,
    data: { stream, ...skip },
  })
})

test('it is told once for a stream, publication and reason', () => {
  const idOf = (part: Partial<StreamSkip>, name = stream) =>
    buildStreamSkipped(name, { ...skip, ...part }, 0).id
  expect(buildStreamSkipped(stream, { ...skip, detail: 'else' }, 7).id).toBe(idOf({}))
  const others = [
    idOf({ reason: 'callback_missing' }),
    idOf({ publicationId: 'pub_2' }),
    idOf({}, { ...stream, stream: 'two' }),
    idOf({}, { ...stream, app: 'li', stream: 'veone' }),
  ]
  expect(new Set([idOf({}), ...others]).size).toBe(5)
})
