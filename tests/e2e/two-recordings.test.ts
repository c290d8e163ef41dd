import { makeSource, type Publisher, publishStream } from '@tapedeck/testkit'
import { afterAll, expect, test } from 'vitest'
import { shareWorld, sharing } from './shared-world.ts'
import { templateOf, type World } from './support.ts'

let world: World
let publisher: Publisher | undefined

sharing.beforeAll(async ({ stack }) => {
  world = await shareWorld(stack)
})
afterAll(async () => {
  await publisher?.kill()
  await world.stop()
})

test('a template that is edited or deleted changes nothing for the recordings that run', async () => {
  const { api } = world.stack
  const url = world.rtmp.url('live', 'kept')
  const source = { type: 'rtmp', url }
  const made = await Promise.all(
    ['edited', 'deleted'].map(() =>
      api.call<{ id: string }>('POST', '/v1/templates', templateOf({ mp4: 60 })),
    ),
  )
  const [edited = '', deleted = ''] = made.map(({ body }) => body.id)
  const recordings = await Promise.all(
    [edited, deleted].map((templateId) => api.record({ source, templateId })),
  )
  for (const { id } of recordings) await api.waitFor(id, ({ state }) => state === 'waiting', 10_000)
  const file = await makeSource({ dir: world.directory, seconds: 11 })
  publisher = publishStream({ url, file })
  for (const { id } of recordings)
    await api.waitFor(id, ({ state }) => state === 'recording', 20_000)

  const change = templateOf({ flv: 5 }, { mergeWindowSeconds: 600, name: 'changed' })
  expect((await api.call('PUT', `/v1/templates/${edited}`, change)).status).toBe(200)
  expect((await api.call('DELETE', `/v1/templates/${deleted}`)).status).toBe(204)
  expect((await api.call('GET', `/v1/templates/${deleted}`)).status).toBe(404)

  for (const { id, template } of recordings) {
    const ended = await api.waitFor(id, ({ endedAt }) => endedAt !== null, 40_000)
    expect(ended).toMatchObject({ state: 'completed', template })
    expect((await api.files(id)).map(({ format }) => format)).toEqual(['mp4'])
  }
})
