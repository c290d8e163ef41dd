import { describe, expect, it } from 'vitest'
import type { DeliveryReceiver } from './delivery.ts'
import { type DeliverableEvent, deliveryIdOf, laneOf, receiverIdOf } from './delivery-id.ts'

const stream = { domain: 'd', app: 'a', stream: 's' }
const event = (id: string, recordingId: string | null, named = stream): DeliverableEvent => ({
  id,
  type: recordingId === null ? 'stream.skipped' : 'recording.started',
  recordingId,
  data: { stream: named },
})
const test = (id: string): DeliverableEvent => ({
  id,
  type: 'endpoint.test',
  recordingId: null,
  data: { endpointId: 'end_1' },
})
const endpoint: DeliveryReceiver = { kind: 'endpoint', endpointId: 'end_1' }
const toUrl = (
  url: string,
  dialect: 'standard' | 'aliyun-live' = 'standard',
): DeliveryReceiver => ({ kind: 'url', url, dialect })

describe('the id of a delivery', () => {
  it('is that of event and receiver', () => {
    const receivers = [
      endpoint,
      toUrl('https://a.example.org/'),
      toUrl('https://a.example.org/', 'aliyun-live'),
      toUrl('https://b.example.org/'),
    ]
    const ids = ['e1', 'e2'].flatMap((id) => receivers.map((to) => deliveryIdOf(id, to)))
    expect(new Set(ids).size).toBe(8)
    expect(deliveryIdOf('e1', toUrl('https://a.example.org/'))).toBe(ids[1])
    for (const id of ids) expect(id).toMatch(/^dlv_[0-9a-f]{32}$/)
  })

  it('is the same for every version', () => {
    expect(deliveryIdOf('e1', endpoint)).toBe('dlv_f83b48e377ad31c905e971981036e72c')
    expect(laneOf(event('e1', 'r1'), endpoint)).toBe('lane_c16235f106f7ca77a9a1025b402fcedb')
  })
})

describe('a lane', () => {
  it('is that of receiver and recording', () => {
    const lane = laneOf(event('e1', 'r1'), endpoint)
    expect(laneOf(event('e2', 'r1', { ...stream, stream: 'other' }), endpoint)).toBe(lane)
    expect(laneOf(event('e1', 'r2'), endpoint)).not.toBe(lane)
    expect(laneOf(event('e1', 'r1'), toUrl('https://a.example.org/'))).not.toBe(lane)
    expect(lane).toMatch(/^lane_[0-9a-f]{32}$/)
  })

  it('is that of receiver and stream where there is no recording', () => {
    const lane = laneOf(event('e1', null), endpoint)
    expect(laneOf(event('e2', null), endpoint)).toBe(lane)
    expect(laneOf(event('e1', null, { domain: 'd', app: 'as', stream: '' }), endpoint)).not.toBe(
      lane,
    )
  })

  it('is of its own for what is sent to try an endpoint out', () => {
    expect(laneOf(test('e1'), endpoint)).not.toBe(laneOf(test('e2'), endpoint))
  })

  it('does not show the URL', () => {
    expect(receiverIdOf(toUrl('https://a.example.org/secret'))).toMatch(/^url_[0-9a-f]{32}$/)
  })
})
