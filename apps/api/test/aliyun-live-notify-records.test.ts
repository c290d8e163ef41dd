import { emptyEventContext } from '@tapedeck/domain'
import { expect, it } from 'vitest'
import { api, live, useAliyunLive } from './aliyun-live-fixture.ts'
import { advance, fileOf } from './recording-states.ts'
import { domain, named } from './stream-fixture.ts'

useAliyunLive()

const stamp = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`

/** More than are read at once, and fewer than are kept. */
const formerEvents = 1100

it('a notification is shown with its body, however much was told of the recording before', async () => {
  await api.createRule({ app: 'long' })
  await api.publish(named('one', 'long'))
  const id = (await api.stream(named('one', 'long'))).recordings[0]?.recordingId ?? ''
  const lease = await advance(api.store, id, 'recording')
  const former = { cause: 'file_salvaged' as const, detail: 'It was.' }
  for (let i = 0; i < formerEvents; i++)
    await api.store.recordings.tellDegraded(id, { ...former, occurrence: `no ${i}` })
  await api.store.recordings.addFile(lease, fileOf(lease, 'long/one/0.mp4'))
  await live('AddLiveRecordNotifyConfig', {
    DomainName: domain,
    NotifyUrl: 'https://hooks.example.com/live',
  })
  const [endpoint] = await api.store.endpoints.all()
  const [told] = (await api.store.events.list(id, null, 2 * formerEvents)).slice(-1)
  if (told?.event.type !== 'file.created') throw new Error('the file was not told of')
  const receiver = { kind: 'endpoint' as const, endpointId: endpoint?.id ?? '' }
  const message = { event: told.event, context: emptyEventContext }
  const { lane } = await api.store.deliveries.send(message, receiver)
  const taken = await api.store.deliveries.take(lane, 'test', 30_000)
  if (taken.outcome !== 'taken') throw new Error('nothing is to be sent')
  const attempt = { atMs: Date.now(), status: 200, latencyMs: 5, detail: 'taken', excerpt: 'ok' }
  const deliveryId = taken.taken.delivery.id
  const outcome = { state: 'delivered' as const }
  await api.store.deliveries.settle({ lane, holder: 'test', deliveryId, attempt, outcome })
  const answer = await live('DescribeLiveRecordNotifyRecords', {
    DomainName: domain,
    StartTime: stamp(Date.now() - 60_000),
    EndTime: stamp(Date.now() + 60_000),
  })
  const [record] = answer.CallbackList as Record<string, string>[]
  expect(JSON.parse(record?.NotifyContent ?? '')).toMatchObject({ app: 'long', stream: 'one' })
  expect(record?.NotifyHeader).not.toBe('')
})
