import type { ThumbnailView } from '@tapedeck/contracts'
import { createS3Store } from '@tapedeck/object-store'
import { closeRedis, createRedis, indexTime, keys } from '@tapedeck/redis'
import { minListedThumbnails, thumbnailsPerBlock } from '@tapedeck/store'
import { type S3Server, startS3Server } from '@tapedeck/testkit'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestApi, type TestApi } from './api-fixture.ts'
import { advance } from './recording-states.ts'
import { expectRefused, invalid } from './refusals.ts'

let s3: S3Server
let api: TestApi
beforeAll(async () => {
  s3 = await startS3Server()
  api = await startTestApi({ s3 })
})
afterAll(async () => {
  await api.stop()
  await s3.stop()
})

const picture = (index: number) => ({
  key: `pictures/${index}.jpg`,
  atMs: Date.UTC(2026, 0, 1) + index * 1000,
  mediaMs: index * 1000,
  width: 320,
  height: 180,
  bytes: 4,
})

it('are listed oldest first, page by page, each with a link; and removed with the files', async () => {
  await api.createRecording({ id: 'pictures' })
  const objects = createS3Store(s3)
  for (let i = 0; i < 3; i++) {
    await objects.put(picture(i).key, Buffer.from(`pic${i}`), { contentType: 'image/jpeg' })
    await api.store.thumbnails.add('pictures', picture(i))
  }
  type Page = { items: ThumbnailView[]; nextCursor: string | null }
  const pageAt = async (cursor: string) => {
    const path = `/v1/recordings/pictures/thumbnails?limit=2${cursor}`
    return (await api.call<Page>({ method: 'GET', path })).body
  }
  const first = await pageAt('')
  const second = await pageAt(`&cursor=${first.nextCursor}`)
  expect(second.nextCursor).toBeNull()
  const all = [...first.items, ...second.items]
  expect(all.map(({ url: _url, ...facts }) => facts)).toEqual(
    [0, 1, 2].map((i) => {
      const { atMs, ...facts } = picture(i)
      return { ...facts, at: new Date(atMs).toISOString() }
    }),
  )
  const linked = await fetch(all[2]?.url ?? '')
  expect(await linked.text()).toBe('pic2')
  await advance(api.store, 'pictures', 'completed')
  const removal = { method: 'DELETE', path: '/v1/recordings/pictures?files=true' }
  expect((await api.call(removal)).status).toBe(204)
  expect(await objects.list('')).toEqual([])
  objects.close()
})

it('are removed with the files also when they are no longer listed', async () => {
  await api.createRecording({ id: 'many' })
  const objects = createS3Store(s3)
  const last = minListedThumbnails + thumbnailsPerBlock - 1
  for (const i of [0, thumbnailsPerBlock - 1, thumbnailsPerBlock])
    await objects.put(picture(i).key, Buffer.from('pic'), { contentType: 'image/jpeg' })
  const redis = createRedis(api.redisServer.url, {
    name: 'test',
    role: 'command',
    onError: () => undefined,
  })
  const members = Array.from({ length: last }, (_, i) => {
    const hash = String(i).padStart(32, '0')
    return `${indexTime(picture(i).atMs)}:${hash}:${JSON.stringify(picture(i))}`
  })
  await redis.zadd(keys.thumbnails('many'), ...members.flatMap((member) => [0, member]))
  await api.store.thumbnails.add('many', picture(last))
  // of those that are listed one is enough
  await redis.zremrangebyrank(keys.thumbnails('many'), 1, -1)
  await closeRedis(redis)
  expect((await api.store.thumbnails.unlisted('many'))?.keys).toHaveLength(thumbnailsPerBlock)
  await advance(api.store, 'many', 'completed')
  const removal = { method: 'DELETE', path: '/v1/recordings/many?files=true' }
  expect((await api.call(removal)).status).toBe(204)
  expect(await objects.list('')).toEqual([])
  objects.close()
})

it('are asked for a recording that is there, with a cursor that is one', async () => {
  const at = (id: string, query = '') => ({
    method: 'GET',
    path: `/v1/recordings/${id}/thumbnails${query}`,
  })
  await expectRefused(api, ['', at('none'), 404, 'RECORDING_NOT_FOUND', null])
  await api.createRecording({ id: 'none-yet' })
  await expectRefused(api, invalid('', at('none-yet', '?cursor=x'), 'cursor'))
})
