import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  makeSource,
  type NginxRtmp,
  type Publisher,
  publishStream,
  startNginxRtmp,
} from '@tapedeck/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CdnetworksApi, startCdnetworks } from './cdnetworks-fixture.ts'
import { advance } from './recording-states.ts'

const pullDomain = 'now.example.com'
const appName = 'live'

let api: CdnetworksApi
let rtmp: NginxRtmp
let publisher: Publisher
let directory: string
let templateId: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tapedeck-now-'))
  ;[api, rtmp] = await Promise.all([startCdnetworks(), startNginxRtmp()])
  const file = await makeSource({ dir: directory, seconds: 2 })
  publisher = publishStream({ url: rtmp.url(appName, 'playing'), file, loop: true })
  const body = { name: pullDomain, pullUrlPattern: `rtmp://127.0.0.1:${rtmp.port}/{app}/{stream}` }
  await api.call({ method: 'POST', path: '/v1/domains', body })
  templateId = await api.template({ notifyUrl: 'https://hooks.example.com/record' })
})
afterAll(async () => {
  await publisher.stop()
  await rtmp.stop()
  await api.stop()
  await rm(directory, { recursive: true, force: true })
})

const start = async (streamNames: string, more: object = {}) => {
  const { body } = await api.client.start({ templateId, pullDomain, appName, streamNames, ...more })
  return body
}
const startOne = async (streamName: string): Promise<string> =>
  (await start(streamName)).data?.[0]?.persistentId ?? ''
const stream = (name: string) => ({ domain: pullDomain, app: appName, stream: name })

describe('recording in real time', () => {
  it('begins each of five streams by itself: one that is absent does not keep the others from it', async () => {
    for (const name of ['a', 'b', 'c']) await api.publish(pullDomain, appName, name)
    // nobody told of `playing`, and `absent` is nowhere
    const { code, data = [] } = await start('a,b,absent,c,playing')
    expect(code).toBe(200)
    expect(data.map(({ streamName, code: own }) => [streamName, own])).toEqual([
      ['a', 200],
      ['b', 200],
      ['absent', 404],
      ['c', 200],
      ['playing', 200],
    ])
    const ids = data.map(({ persistentId }) => persistentId)
    expect(data[2]).toMatchObject({
      persistentId: '',
      message: expect.stringContaining('STREAM_NOT_LIVE'),
    })
    expect(new Set(ids.filter((id) => id !== '')).size).toBe(4)
    expect(await api.store.recordings.get(ids[0] ?? '')).toMatchObject({
      stream: stream('a'),
      origin: { kind: 'stream', cause: 'command' },
      notifyDialect: 'cdnetworks',
    })
    expect(await api.store.recordings.get(ids[4] ?? '')).toMatchObject({
      stream: stream('playing'),
      source: { url: rtmp.url(appName, 'playing') },
      storage: { type: 'filesystem', directory: 'tape' },
    })
  })

  it('gives the same id when it is asked again with the same template', async () => {
    await api.publish(pullDomain, appName, 'again')
    const first = await startOne('again')
    expect(await startOne('again')).toBe(first)
  })

  it('takes delivery URLs', async () => {
    await api.publish(pullDomain, appName, 'by-url')
    const urls = [`rtmp://${pullDomain}/${appName}/by-url`, rtmp.url(appName, 'playing')]
    const { body } = await api.client.start({ templateId, streamUrls: urls })
    expect(body.data?.map(({ streamName, code }) => [streamName, code])).toEqual([
      ['by-url', 200],
      ['playing', 200],
    ])
    const direct = await api.store.recordings.get(body.data?.[1]?.persistentId ?? '')
    expect(direct?.source.url).toBe(urls[1])
  })

  it('ends with its stream', async () => {
    await api.publish(pullDomain, appName, 'ends')
    const id = await startOne('ends')
    await advance(api.store, id, 'recording')
    await api.context.control.unpublish(stream('ends'), null)
    await api.context.control.drive(stream('ends'))
    const live = await api.store.streams.get(stream('ends'))
    expect(live?.phase).not.toBe('recording')
  })

  it('is stopped by its id, asked once or more often', async () => {
    await api.publish(pullDomain, appName, 'stopped')
    const id = await startOne('stopped')
    await advance(api.store, id, 'recording')
    expect((await api.client.stop(id)).body).toEqual({ code: 200, message: 'success' })
    expect((await api.store.recordings.get(id))?.desired.stop).toBe('graceful')
    await advance(api.store, id, 'completed')
    expect((await api.client.stop(id)).status).toBe(200)
  })

  it('that no recorder has taken yet is canceled by a stop', async () => {
    const id = await startOne('playing')
    expect((await api.client.stop(id)).status).toBe(200)
    expect((await api.store.recordings.get(id))?.state).toBe('canceled')
  })

  it('of an unknown id cannot be stopped', async () => {
    const { body } = await api.client.stop('rec_none')
    expect(body).toEqual({ code: 404, message: expect.stringContaining('RECORDING_NOT_FOUND') })
  })

  it('goes on beside a rule that records the same stream', async () => {
    await api.rule({ templateId, pullDomain, appName, streamName: 'playing' })
    const live = await api.publish(pullDomain, appName, 'playing')
    expect(live.phase).toBe('recording')
    const id = await startOne('playing')
    expect(id).not.toBe(live.recordings[0]?.recordingId)
    expect((await api.store.recordings.get(id))?.origin ?? { kind: 'api' }).toMatchObject({
      kind: 'api',
    })
  })

  it.each([
    ['six streams', { streamNames: 'a,b,c,d,e,f' }, 'at most 5'],
    ['no stream', { streamNames: '' }, 'must name a stream'],
    ['no application', { appName: '' }, 'appName'],
    ['no template', { templateId: '' }, 'templateId'],
  ])('is refused for %s', async (_title, part, word) => {
    expect(await start('a', part)).toEqual({ code: 400, message: expect.stringContaining(word) })
  })

  it('is refused as a whole when the storage does not take anything', async () => {
    const broken = await api.template({
      ak: 'nobody',
      sk: 'nothing',
      mgrUrl: 'http://127.0.0.1:9',
    })
    const answer = await start('a', { templateId: broken })
    expect(answer).toEqual({ code: 422, message: expect.stringContaining('STORAGE_UNREACHABLE') })
  })
})
