import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeSource, publishStream, readRedis } from '@tapedeck/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { manifestOf, startWorld, templateOf, type World } from './support.ts'

/** What nobody but the recorder and the source's server may read. */
const secrets = { query: 'query-secret-4711', password: 'password-secret-4712' }
const words = Object.values(secrets)

let world: World
const ids: string[] = []
/** Everything that the API answered and the webhooks told. */
let answers: string
/** The work files of the recorder, while it recorded. */
let spool: string

const textOfDirectory = async (directory: string): Promise<string> => {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  const texts = files.map((file) => readFile(join(file.parentPath, file.name), 'latin1'))
  return [...entries.map(({ name }) => name), ...(await Promise.all(texts))].join('\n')
}

beforeAll(async () => {
  world = await startWorld({ env: { TAPEDECK_LOG_LEVEL: 'trace' } })
  const { api } = world.stack
  const source = await makeSource({ dir: world.directory, seconds: 5 })
  const submit = async (url: string, waitSeconds: number): Promise<string> => {
    const { id } = await api.record({
      source: { type: 'rtmp', url },
      template: templateOf({ mp4: 60, m3u8: 60 }, { waitSeconds }),
      notifyUrl: world.receiver.url,
    })
    ids.push(id)
    return id
  }
  const url = `${world.rtmp.url('live', 'camera')}?auth=${secrets.query}`
  const login = `rtmp://user:${secrets.password}@127.0.0.1:${world.rtmp.port}/live/locked?auth=${secrets.query}`
  const denied = `${world.rtmp.url('denied', 'camera')}?auth=${secrets.query}`
  const recorded = await submit(url, 20)
  await submit(login, 3)
  await submit(denied, 3)
  await api.waitFor(recorded, ({ state }) => state === 'waiting', 10_000)
  const publisher = publishStream({ url: world.rtmp.url('live', 'camera'), file: source })
  await api.waitFor(recorded, ({ state }) => state === 'recording', 10_000)
  spool = await textOfDirectory(world.stack.spoolDir)
  await publisher.done
  const ended = await Promise.all(
    ids.map((id) => api.waitFor(id, ({ endedAt }) => endedAt !== null, 40_000)),
  )
  expect(ended.map(({ state }) => state)).toEqual(['completed', 'failed', 'failed'])
  const paths = ids.flatMap((id) => ['', '/files', '/manifest', '/events'].map((end) => id + end))
  const bodies = await Promise.all(
    ['', ...paths.map((path) => `/${path}`)].map((path) =>
      api.call('GET', `/v1/recordings${path}`, undefined, { accept: 'application/json' }),
    ),
  )
  await world.receiver.waitFor(
    (all) => new Set(all.flatMap(({ event }) => event.recordingId)).size === ids.length,
    20_000,
  )
  answers = JSON.stringify([bodies.map(({ body }) => body), world.receiver.received])
})
afterAll(() => world.stop())

test('logs name the recordings and none of their secrets', () => {
  for (const app of world.stack.apps) {
    // 64 KiB are kept; nothing was cut off
    expect(app.output().length).toBeLessThan(60 * 1024)
    for (const word of words) expect(app.output()).not.toContain(word)
  }
  const recorder = world.stack.apps.find(({ name }) => name === 'recorder')
  expect(recorder?.output()).toContain(ids[0])
})

test('answers of the API and webhooks show the source without its secrets', () => {
  for (const word of words) expect(answers).not.toContain(word)
  expect(answers).toContain('recording.completed')
  expect(answers).toContain('recording.failed')
})

test('in Redis only the record of a recording holds them', async () => {
  const holders = [...(await readRedis(world.stack.redis.url))].filter(([, text]) =>
    words.some((word) => text.includes(word)),
  )
  expect(holders.map(([key]) => key).toSorted()).toEqual(
    ids.map((id) => `tapedeck:recording:${id}`).toSorted(),
  )
})

test('neither the spool nor what is stored holds them', async () => {
  for (const word of words) expect(spool).not.toContain(word)
  expect(spool).toContain(ids[0])
  const manifest = JSON.stringify(await manifestOf(world, ids[0] ?? ''))
  expect(manifest).toContain('rtmp://127.0.0.1')
  for (const { key } of await world.objects.list('')) {
    const body = (await world.objects.get(key)).toString('latin1')
    for (const word of words) expect(key + body).not.toContain(word)
  }
})
