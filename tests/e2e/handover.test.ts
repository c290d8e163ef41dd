import { readdir } from 'node:fs/promises'
import {
  type AppProcess,
  assertDecodes,
  downloadFiles,
  makeSource,
  publishStream,
} from '@tapedeck/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { recordedParts } from './published-parts.ts'
import { eventsOf, manifestOf, startWorld, templateOf, type World } from './support.ts'

const formats = ['mp4', 'flv', 'm3u8', 'cmaf'] as const

describe('a recorder that is told to end while it records, with another one that has room', () => {
  let world: World
  let source: string
  let id: string
  let waitingId: string
  let first: AppProcess | undefined
  let paths: Record<string, string[]>

  beforeAll(async () => {
    world = await startWorld({ env: { TAPEDECK_DRAIN_SECONDS: '30' } })
    const { api, apps, addRecorder } = world.stack
    source = await makeSource({ dir: world.directory, seconds: 24, bFrames: 2 })
    const url = world.rtmp.url('live', 'moved')
    const template = templateOf({ mp4: 60, flv: 5, m3u8: 60, cmaf: 7 })
    id = (await api.record({ source: { type: 'rtmp', url }, template })).id
    const silent = { type: 'rtmp', url: world.rtmp.url('live', 'nobody') }
    waitingId = (await api.record({ source: silent, template: { ...template, waitSeconds: 120 } }))
      .id
    for (const one of [id, waitingId])
      await api.waitFor(one, ({ state }) => state === 'waiting', 10_000)
    const publisher = publishStream({ url, file: source })
    first = apps.find(({ name }) => name === 'recorder')
    await addRecorder('recorder-2')
    await api.waitFor(id, ({ progress }) => (progress?.mediaSeconds ?? 0) > 6, 30_000)
    first?.signal('SIGTERM')
    await first?.exited
    await publisher.done
    await api.waitFor(id, ({ endedAt }) => endedAt !== null, 40_000)
    const directory = `${world.directory}/down`
    paths = await downloadFiles({ api, objects: world.objects, recordingId: id, directory })
  })
  afterAll(() => world.stop())

  test('it ends by itself with exit code 0, and says that it handed over', async () => {
    expect(await first?.exited).toEqual({ exitCode: 0, signal: null })
    expect(first?.output()).toContain('"end":"handedOver"')
  })

  test('the recording is completed by the other one, as if nothing had been', async () => {
    expect(await world.stack.api.recording(id)).toMatchObject({
      state: 'completed',
      reason: 'stream_ended',
      generation: 2,
      gapCount: 0,
      interruptions: 1,
    })
    const { gaps, files } = await manifestOf(world, id)
    expect(gaps).toEqual([])
    expect(new Set(files.map(({ generation }) => generation))).toEqual(new Set([1, 2]))
  })

  test('nobody is told of an interruption before the stream ended', async () => {
    const types = (await eventsOf(world, id)).map(({ type }) => type)
    // the one interruption is the end of the stream
    const told = types.filter((type) => type !== 'file.created')
    expect(told).toEqual(['recording.started', 'recording.interrupted', 'recording.completed'])
    expect(types.lastIndexOf('file.created')).toBeGreaterThan(types.indexOf('recording.started'))
  })

  test.each(formats)(
    '%s files hold every packet of both tracks once and in order',
    async (format) => {
      const { files } = await manifestOf(world, id)
      const sequences = files.filter((file) => file.format === format).map((file) => file.sequence)
      expect(sequences).toEqual(sequences.map((_, index) => index))
      for (const kind of ['video', 'audio'] as const)
        await recordedParts([source], paths[format] ?? [], kind)
      await assertDecodes(...(paths[format] ?? []))
    },
  )

  test('a recording that waits is released at once and waits there', async () => {
    const { state, progress } = await world.stack.api.waitFor(
      waitingId,
      (recording) => recording.progress?.recorderId === 'recorder-2',
      10_000,
    )
    expect([state, progress?.recorderId]).toEqual(['waiting', 'recorder-2'])
  })

  test('nothing is left behind, in the storage or in a spool', async () => {
    expect(await world.objects.list('tapedeck-staging/')).toEqual([])
    for (const recorder of ['recorder-1', 'recorder-2']) {
      const left = await readdir(`${world.stack.spoolDir}/${recorder}`)
      expect(left.filter((name) => name === id)).toEqual([])
    }
  })
})
