import type { RecordingView } from '@tapedeck/contracts'
import { createS3Store, type ObjectStore } from '@tapedeck/object-store'
import {
  assertDecodes,
  assertSamePackets,
  type CdnetworksCallbackReceiver,
  type CdnetworksClient,
  createCdnetworksClient,
  createTestBucket,
  downloadFiles,
  freePort,
  makeSource,
  type NginxRtmp,
  publishStream,
  readPackets,
  removeTestBucket,
  startCdnetworksReceiver,
} from '@tapedeck/testkit'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { recordingsOf, startTellingServer } from './live-server.ts'
import { manifestOf, startWorld, type World } from './support.ts'

const key = { accessKey: 'key-of-the-former-provider', secretKey: 'its-secret' }
/** Its server tells of its streams; that of the other one does not. */
const told = 'told.example.com'
const untold = 'untold.example.com'
const seconds = 8
const gopSeconds = 0.4
const megabyte = 1024 * 1024
/** What tells the templates apart. */
const edited = 'of app, edited'
const names = { domain: 'of domain', app: 'of app', stream: 'of stream' }
/** By the rule that should win. */
const ruled = {
  domain: { domain: told, app: 'live', stream: 'any' },
  app: { domain: told, app: 'strict', stream: 'two' },
  stream: { domain: told, app: 'strict', stream: 'one' },
}
type Ruled = keyof typeof ruled
const live = ['now-1', 'now-2', 'now-3', 'now-4']
const asked = 'asked-twice'

const releases: (() => Promise<void>)[] = []
let world: World
let rtmp: NginxRtmp
let receiver: CdnetworksCallbackReceiver
let client: CdnetworksClient
let second: string
let archive: ObjectStore
let source: string
let refusal: { status: number; body: { message: string } }
let afterwards: number[]
/** Of the rule that was changed while it was executed: templates of its stream's recordings, in the order of publication. */
let editedRule: string[]
/** Asked twice at the same time. */
let twice: { code: number; persistentId: string }[]
let started: { code: number; streamName: string; persistentId: string }[]
const recordings = {} as Record<Ruled, RecordingView[]>
let paths: Record<string, string[]>

const must = <T>({ body }: { body: { data?: T; message: string } }): T => {
  if (body.data === undefined) throw new Error(body.message)
  return body.data
}

/** mp4 split by size into one bucket, the picture alone as flv into another. @param timeOut of each of two tries */
const recordParams = (timeOut: number) => [
  {
    bucketName: world.stack.s3.bucket,
    storageTime: 3600,
    filePath: 'cdn/$(streamname)-$(timestamp).mp4',
    fops: { fileFormat: 'mp4', fileSize: 1, timeOut, retryTimes: 1 },
  },
  {
    bucketName: second,
    fops: { fileFormat: 'flv', removeAudio: 1 },
  },
]

const addTemplate = async (templateName: string, timeOut = 1000): Promise<string> => {
  const { endpoint, region, accessKeyId, secretAccessKey } = world.stack.s3
  const body = {
    region,
    templateName,
    mgrUrl: endpoint,
    ak: accessKeyId,
    sk: secretAccessKey,
    notifyUrl: receiver.url,
    recordParams: recordParams(timeOut),
  }
  return must(await client.addTemplate(body)).templateId
}

const addRules = async (): Promise<Record<Ruled, string>> => {
  const rule = async (level: Ruled, pattern: object): Promise<string> => {
    const templateId = await addTemplate(names[level], level === 'domain' ? 10_000 : 1000)
    return must(await client.addRule({ templateId, pullDomain: told, ...pattern })).ruleId
  }
  return {
    stream: await rule('stream', { appName: 'strict', streamName: 'one' }),
    app: await rule('app', { appName: 'strict' }),
    domain: await rule('domain', {}),
  }
}

/** Publishes the domain's stream again within the time for which it is waited for, and ends its recording by request. */
const comeBack = async (): Promise<void> => {
  const [recording] = await recordingsOf(world, ruled.domain)
  const id = recording?.id ?? ''
  const again = publishStream({
    url: rtmp.url(ruled.domain.app, ruled.domain.stream),
    file: source,
  })
  releases.push(() => again.kill())
  const goesOn = ({ progress }: RecordingView) => (progress?.mediaSeconds ?? 0) > seconds + 1
  await world.stack.api.waitFor(id, goesOn, 30_000)
  await client.stop(id)
  await again.done
}

/** Publishes the stream once more whose rule has another template now. */
const publishAgain = async (): Promise<void> => {
  const { api } = world.stack
  const { app, stream } = ruled.app
  const publisher = publishStream({ url: rtmp.url(app, stream), file: source })
  releases.push(() => publisher.kill())
  await api.waitForStream(ruled.app, ({ phase }) => phase === 'recording', 20_000)
  await publisher.stop()
  await api.waitForStream(ruled.app, ({ phase }) => phase === 'offline', 40_000)
  const all = await recordingsOf(world, ruled.app)
  editedRule = all
    .toSorted((a, b) => a.createdAt.localeCompare(b.createdAt))
    .map(({ template }) => template.name)
}

const watchRuled = async (level: Ruled, ruleId: string): Promise<void> => {
  const { api } = world.stack
  const { app, stream } = ruled[level]
  const publisher = publishStream({ url: rtmp.url(app, stream), file: source })
  releases.push(() => publisher.kill())
  await api.waitForStream(ruled[level], ({ phase }) => phase === 'recording', 20_000)
  if (level === 'stream') refusal = await client.deleteRule(ruleId)
  if (level === 'app') await client.modifyRule(ruleId, { templateId: await addTemplate(edited) })
  await publisher.done
  // its server keeps players waiting: nothing else would end it soon
  if (level === 'domain') await comeBack()
  await api.waitForStream(ruled[level], ({ phase }) => phase === 'offline', 40_000)
  recordings[level] = await recordingsOf(world, ruled[level])
  for (const { id } of recordings[level])
    await api.waitFor(id, ({ endedAt }) => endedAt !== null, 30_000)
  recordings[level] = await recordingsOf(world, ruled[level])
  if (level === 'app') await publishAgain()
}

/** Four that are live and one that is not; the first is stopped by request, the others end with their streams. */
const recordNow = async (): Promise<void> => {
  const { api } = world.stack
  const pullUrlPattern = `rtmp://127.0.0.1:${world.rtmp.port}/{app}/{stream}`
  await api.createDomain({ name: untold, pullUrlPattern })
  const publishers = [...live, asked].map((name) =>
    publishStream({ url: world.rtmp.url('live', name), file: source, loop: true }),
  )
  releases.push(...publishers.map((publisher) => () => publisher.kill()))
  const templateId = await addTemplate('now')
  const request = { templateId, pullDomain: untold, appName: 'live' }
  const streamNames = [...live, 'absent'].join(',')
  await vi.waitUntil(
    async () => {
      const [first] = must(await client.start({ ...request, streamNames: live[0] }))
      if (first?.code === 200) await client.stop(first.persistentId)
      return first?.code === 200
    },
    { timeout: 20_000, interval: 200 },
  )
  started = must(await client.start({ ...request, streamNames }))
  const both = [1, 2].map(() => client.start({ ...request, streamNames: asked }))
  twice = (await Promise.all(both)).flatMap((answer) => must(answer))
  await client.stop(twice[0]?.persistentId ?? '')
  const ids = started.map(({ persistentId }) => persistentId).filter((id) => id !== '')
  for (const id of ids)
    await api.waitFor(id, ({ progress }) => (progress?.mediaSeconds ?? 0) > 1, 30_000)
  await client.stop(ids[0] ?? '')
  await api.waitFor(ids[0] ?? '', ({ endedAt }) => endedAt !== null, 30_000)
  for (const publisher of publishers) await publisher.stop()
  for (const id of ids) await api.waitFor(id, ({ endedAt }) => endedAt !== null, 40_000)
}

beforeAll(async () => {
  const port = await freePort()
  world = await startWorld({ env: { TAPEDECK_CDNETWORKS_PORT: String(port) } })
  releases.push(() => world.stop())
  second = await createTestBucket(world.stack.s3)
  releases.push(() => removeTestBucket(world.stack.s3, second))
  archive = createS3Store({ ...world.stack.s3, bucket: second })
  releases.push(async () => archive.close())
  receiver = await startCdnetworksReceiver()
  releases.push(() => receiver.stop())
  rtmp = await startTellingServer(world, told)
  releases.push(() => rtmp.stop())
  client = createCdnetworksClient({ url: `http://127.0.0.1:${port}`, key })
  const { accessKey: id, secretKey: secret } = key
  await world.stack.api.call('POST', '/v1/access-keys', { id, secret, apis: ['cdnetworks'] })
  source = await makeSource({ dir: world.directory, seconds, gopSeconds, quality: 15 })
  const rules = await addRules()
  await Promise.all([
    ...(['domain', 'app', 'stream'] as const).map((level) => watchRuled(level, rules[level])),
    recordNow(),
  ])
  afterwards = []
  for (const ruleId of Object.values(rules))
    afterwards.push((await client.deleteRule(ruleId)).status)
  paths = await downloadFiles({
    ...{ api: world.stack.api, objects: world.objects, directory: `${world.directory}/down` },
    recordingId: recordings.stream[0]?.id ?? '',
    bucketOf: (bucket) => (bucket === second ? archive : world.objects),
  })
}, 180_000)
afterAll(async () => {
  for (const release of releases.toReversed()) await release()
})

describe('live streams that a client of CDNetworks has recorded', () => {
  test('are each recorded once, by the rule with the longest match', () => {
    for (const level of ['domain', 'app', 'stream'] as const)
      expect(recordings[level].map(({ template, state }) => [template.name, state])).toEqual([
        [names[level], 'completed'],
      ])
  })

  test('keep the template of their publication when the rule gets another one', () => {
    expect(editedRule).toEqual([names.app, edited])
  })

  test('go on with the same recording when they come back in the time of the pull', async () => {
    expect(recordings.domain.map(({ reason }) => reason)).toEqual(['stopped'])
    const { totals } = await manifestOf(world, recordings.domain[0]?.id ?? '')
    expect(totals.mediaMs).toBeGreaterThan(seconds * 1000)
  })

  test('are recorded once when two ask at the same time', async () => {
    const [first, second] = twice
    expect([first?.code, second]).toEqual([200, first])
    const stream = { domain: untold, app: 'live', stream: asked }
    expect(await recordingsOf(world, stream)).toHaveLength(1)
  })

  test('are split by size: no file misses the limit by more than a group of pictures', async () => {
    const { files } = await manifestOf(world, recordings.stream[0]?.id ?? '')
    const sizes = await Promise.all(
      files
        .filter(({ format }) => format === 'mp4')
        .map(async ({ key: object }) => (await world.objects.get(object)).byteLength),
    )
    const packets = await readPackets(source, { kind: 'video' })
    const bytes = packets.reduce((sum, packet) => sum + packet.bytes, 0)
    // the source's groups are alike
    const groupBytes = (bytes / seconds) * gopSeconds * 1.5
    expect(sizes.length).toBeGreaterThan(2)
    for (const size of sizes.slice(0, -1)) {
      expect(size).toBeGreaterThan(megabyte - groupBytes)
      expect(size).toBeLessThan(megabyte + groupBytes)
    }
  })

  test('lose nothing between the files, and go to the bucket of each', async () => {
    const { mp4 = [], flv = [] } = paths
    // what the server still held when its publisher left is not what is looked at
    await assertSamePackets(source, mp4, { from: 'joined', to: 'left' })
    await assertSamePackets(source, flv, { from: 'joined', to: 'left', kinds: ['video'] })
    for (const [file = ''] of [mp4, flv]) await assertDecodes(file)
    expect(mp4[0]).toMatch(/\/cdn\/one-\d{10}\.mp4$/)
    expect((await archive.list('')).length).toBeGreaterThan(0)
  })

  test('are recorded on request, up to five at once; one that is absent keeps none of them from it', async () => {
    expect(started.map(({ streamName, code }) => [streamName, code])).toEqual([
      ...live.map((name) => [name, 200]),
      ['absent', 404],
    ])
    for (const { persistentId } of started.slice(0, 4)) {
      const manifest = await manifestOf(world, persistentId)
      expect(manifest).toMatchObject({ state: 'completed' })
      expect(manifest.files.map(({ format }) => format)).toEqual(
        expect.arrayContaining(['mp4', 'flv']),
      )
    }
    const reasons = await Promise.all(
      started
        .slice(0, 4)
        .map(async ({ persistentId }) => (await manifestOf(world, persistentId)).reason),
    )
    expect(reasons).toEqual(['stopped', 'stream_ended', 'stream_ended', 'stream_ended'])
  })

  test('keep their rule from being deleted, as long as they are recorded', () => {
    expect(refusal).toMatchObject({
      status: 409,
      body: { message: expect.stringContaining('RULE_EXECUTING') },
    })
    expect(afterwards).toEqual([200, 200, 200])
  })

  test('are told of: the start, and every file with its bucket and key', async () => {
    const { id = '' } = recordings.stream[0] ?? {}
    const { files } = await manifestOf(world, id)
    const itemsOf = () =>
      receiver.received
        .flatMap(({ items = [] }) => items)
        .filter((item) => item.persistentId === id)
    await vi.waitUntil(() => itemsOf().length >= files.length, { timeout: 30_000 })
    expect(receiver.received[0]).toBeDefined()
    expect(receiver.received.filter(({ persistentId }) => persistentId === id)).toHaveLength(1)
    const told = itemsOf().flatMap(({ keys }) => keys)
    expect(told.toSorted()).toEqual(
      files.map(({ bucket, key: object }) => `${bucket}:${object}`).toSorted(),
    )
  })
})
