import { createS3Store, type ObjectStore } from '@tapedeck/object-store'
import {
  assertDecodes,
  createTestBucket,
  downloadFiles,
  makeSource,
  type PacketKind,
  publishStream,
  readPackets,
  removeTestBucket,
} from '@tapedeck/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FfmpegDiary, writeFfmpegDiary } from './ffmpeg-diary.ts'
import { packetsOf } from './published-parts.ts'
import { eventsOf, manifestOf, startWorld, type World } from './support.ts'

const objectPattern = 'record/{StreamName}/{Sequence}_{EscapedStartTime}'

/** What each output holds of a stream of picture and sound. */
const kinds = {
  short: ['video', 'audio'],
  long: ['video', 'audio'],
  hls: ['video', 'audio'],
  sound: ['audio'],
  picture: ['video'],
} satisfies Record<string, PacketKind[]>
const outputs = Object.keys(kinds) as (keyof typeof kinds)[]
const each = outputs.flatMap((output) => kinds[output].map((kind) => ({ output, kind })))

const templateOf = (archive: string) => ({
  name: 'outputs',
  formats: [
    { name: 'short', format: 'mp4', cycleSeconds: 5, objectPattern },
    {
      ...{ name: 'long', format: 'mp4', cycleSeconds: 60, objectPattern },
      storage: { type: 's3', bucket: archive },
    },
    {
      ...{ name: 'hls', format: 'm3u8', cycleSeconds: 10, objectPattern, sliceSeconds: 5 },
      slicePattern: 'record/{StreamName}/slices/{UnixTimestamp}_{Sequence}',
    },
    {
      ...{ name: 'sound', format: 'mp4', cycleSeconds: 7, tracks: 'audio' },
      objectPattern: `{Output}/${objectPattern}`,
    },
    { name: 'picture', format: 'flv', cycleSeconds: 6, objectPattern, tracks: 'video' },
  ],
  waitSeconds: 20,
  mergeWindowSeconds: 4,
})

/** What was started, in order. */
const releases: (() => Promise<void>)[] = []
let world: World
let diary: FfmpegDiary
let archive: string
let archived: ObjectStore
let source: string
let url: string
let id: string
let paths: Record<string, string[]>
/** Hashes of what was published. */
let published: Record<PacketKind, string[]>
let places: Map<string, number[]>

beforeAll(async () => {
  diary = await writeFfmpegDiary()
  releases.push(() => diary.remove())
  world = await startWorld({ env: { TAPEDECK_FFMPEG_PATH: diary.path } })
  releases.push(() => world.stop())
  archive = await createTestBucket(world.stack.s3)
  releases.push(() => removeTestBucket(world.stack.s3, archive))
  archived = createS3Store({ ...world.stack.s3, bucket: archive })
  releases.push(async () => archived.close())
  source = await makeSource({ dir: world.directory, seconds: 75, bFrames: 2 })
  url = world.rtmp.url('live', 'outputs')
  const { api, apps, addRecorder } = world.stack
  const accepted = await api.record({
    source: { type: 'rtmp', url },
    template: templateOf(archive),
  })
  id = accepted.id
  await api.waitFor(id, ({ state }) => state === 'waiting', 10_000)
  const publisher = publishStream({ url, file: source })
  await api.waitFor(id, ({ progress }) => (progress?.mediaSeconds ?? 0) > 6, 30_000)
  await apps.find(({ name }) => name === 'recorder')?.kill()
  await addRecorder('recorder-1')
  await api.waitFor(
    id,
    ({ generation, progress }) => generation === 2 && (progress?.fragments ?? 0) > 7,
    60_000,
  )
  await publisher.stop()
  await api.waitFor(id, ({ endedAt }) => endedAt !== null, 40_000)
  paths = await downloadFiles({
    ...{ api, objects: world.objects, recordingId: id, directory: `${world.directory}/down` },
    bucketOf: (bucket) => (bucket === archive ? archived : world.objects),
  })
  const hashesOf = async (kind: PacketKind) =>
    (await readPackets(source, { kind })).map(({ hash }) => hash)
  published = { video: await hashesOf('video'), audio: await hashesOf('audio') }
  places = await readPlaces()
})
afterAll(async () => {
  for (const release of releases.toReversed()) await release()
})

/** Where the packets of an output stand in the source, in the order of its files; read once. */
const readPlaces = async (): Promise<Map<string, number[]>> => {
  const places = new Map<string, number[]>()
  for (const { output, kind } of each) {
    const found = await packetsOf(paths[output] ?? [], kind)
    const of = found.map(({ hash }) => published[kind].indexOf(hash))
    places.set(`${output} ${kind}`, of)
  }
  return places
}

describe('five outputs of one stream, two of them mp4, whose recorder is killed and started again', () => {
  test('the recording is completed, and one ffmpeg fed all of them before and one after', async () => {
    const recording = await world.stack.api.recording(id)
    expect(recording).toMatchObject({ state: 'completed', reason: 'stream_ended', generation: 2 })
    expect(await diary.callsFor(url)).toHaveLength(2)
  })

  test.each(each)(
    '$output holds every $kind packet once, but for those of the kill',
    async ({ output, kind }) => {
      const found = places.get(`${output} ${kind}`) ?? []
      expect(found).not.toContain(-1)
      const steps = found.slice(1).map((place, index) => place - (found[index] ?? 0))
      expect(steps.filter((step) => step <= 0)).toEqual([])
      expect(steps.filter((step) => step > 1)).toHaveLength(1)
      // nobody has more or less of the stream than the first output
      expect(found).toEqual(places.get(`short ${kind}`))
    },
  )

  test.each(['sound', 'picture'] as const)('%s holds nothing else, and decodes', async (output) => {
    const other = output === 'sound' ? 'video' : 'audio'
    expect(await packetsOf(paths[output] ?? [], other)).toEqual([])
    await assertDecodes(...(paths[output] ?? []))
  })

  test.each(outputs)('files of %s count on without a hole and name it', async (output) => {
    const files = (await manifestOf(world, id)).files.filter((file) => file.output === output)
    expect(files.map(({ sequence }) => sequence)).toEqual(files.map((_, index) => index))
    expect(files.map((file) => file.id)).toEqual(
      files.map((_, index) => `${id}.${output}.${index}`),
    )
    if (output === 'long') expect(files).toHaveLength(1)
    else expect(files.length).toBeGreaterThanOrEqual(2)
  })

  test('each output lies in its own storage, the manifest in that of the recording', async () => {
    const { files } = await manifestOf(world, id)
    for (const { output, bucket } of files)
      expect(bucket, output).toBe(output === 'long' ? archive : world.stack.s3.bucket)
    const keysIn = async (objects: ObjectStore) => (await objects.list('')).map(({ key }) => key)
    const named = files.filter(({ output }) => output === 'long').map(({ key }) => key)
    expect(await keysIn(archived)).toEqual(named)
    const own = await keysIn(world.objects)
    expect(own.filter((key) => key.endsWith('.manifest.json'))).toHaveLength(1)
    expect(own.filter((key) => key.startsWith('tapedeck-staging/'))).toEqual([])
  })

  test('links lead to the file of their output', async () => {
    for (const { url: link, bytes, sliceCount } of await world.stack.api.files(id)) {
      const answer = await fetch(link ?? '')
      expect(answer.status).toBe(200)
      const length = (await answer.arrayBuffer()).byteLength
      if (sliceCount === 0) expect(length).toBe(bytes)
    }
  })

  test('no file is told of twice', async () => {
    const ids = (await eventsOf(world, id)).map((event) => event.id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('a check reads each output back from where it lies', async () => {
    const checked = outputs.map((output) => `${id}.${output}.0`)
    for (const fileId of checked) {
      const path = `/v1/recordings/${id}/files/${fileId}/check`
      expect((await world.stack.api.call('POST', path)).status).toBe(202)
    }
    const outcomes = async () =>
      (await manifestOf(world, id)).files
        .filter((file) => checked.includes(file.id))
        .map(({ check }) => check?.outcome)
    await expect.poll(outcomes, { timeout: 30_000 }).toEqual(checked.map(() => 'ok'))
  })
})
