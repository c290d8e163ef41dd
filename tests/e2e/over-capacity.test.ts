import { assertDecodes, downloadFiles, makeSource, publishStream } from '@tapedeck/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { recordedParts } from './published-parts.ts'
import { manifestOf, startWorld, templateOf, type World } from './support.ts'

const formats = ['mp4', 'm3u8'] as const

describe('two recordings that wait on a recorder with room for one, and go live together', () => {
  let world: World
  let source: string
  const paths: Record<string, string[]>[] = []
  const ids: string[] = []
  let overCapacity: string

  beforeAll(async () => {
    world = await startWorld({ env: { TAPEDECK_RECORDER_CAPACITY: '1' } })
    const { api, apps, addRecorder } = world.stack
    source = await makeSource({ dir: world.directory, seconds: 22, bFrames: 2 })
    const urls = ['one', 'two'].map((name) => world.rtmp.url('live', name))
    const template = templateOf({ mp4: 60, m3u8: 60 })
    for (const url of urls) {
      const { id } = await api.record({ source: { type: 'rtmp', url }, template })
      ids.push(id)
      await api.waitFor(id, ({ state }) => state === 'waiting', 10_000)
    }
    await addRecorder('recorder-2')
    const publishers = urls.map((url) => publishStream({ url, file: source }))
    const first = apps.find(({ name }) => name === 'recorder')
    await Promise.any(
      ids.map((id) =>
        api.waitFor(id, ({ progress }) => progress?.recorderId === 'recorder-2', 20_000),
      ),
    )
    overCapacity = await (await fetch(`${first?.opsUrl}/metrics`)).text()
    for (const { done } of publishers) await done
    for (const [index, id] of ids.entries()) {
      await api.waitFor(id, ({ endedAt }) => endedAt !== null, 40_000)
      const directory = `${world.directory}/down-${index}`
      paths.push(await downloadFiles({ api, objects: world.objects, recordingId: id, directory }))
    }
  })
  afterAll(() => world.stop())

  test('one of them goes over to the recorder that has room, and the metric tells why', async () => {
    const generations = await Promise.all(
      ids.map(async (id) => (await world.stack.api.recording(id)).generation),
    )
    expect(generations.toSorted()).toEqual([1, 2])
    expect(overCapacity).toMatch(/^tapedeck_over_capacity_recordings_total\S* 1$/m)
  })

  test('neither has a gap, and every packet is there once', async () => {
    for (const [index, id] of ids.entries()) {
      expect((await manifestOf(world, id)).gaps).toEqual([])
      for (const format of formats) {
        for (const kind of ['video', 'audio'] as const)
          await recordedParts([source], paths[index]?.[format] ?? [], kind)
        await assertDecodes(...(paths[index]?.[format] ?? []))
      }
    }
  })
})
