import type { RecorderView } from '@tapedeck/contracts'
import {
  assertDecodes,
  assertSamePackets,
  downloadFiles,
  makeSource,
  publishStream,
} from '@tapedeck/testkit'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { eventsOf, manifestOf, startWorld, templateOf, type World } from './support.ts'

const formats = ['mp4', 'm3u8'] as const

describe('a recorder that is drained while it records, restarted, and resumed', () => {
  let world: World
  let source: string
  let id: string
  let waitingId: string
  let paths: Record<string, string[]>
  /** What was seen on the way. */
  const seen = { isAlive: false, afterRestart: '' }

  const stateOf = async (recorderId: string): Promise<string> => {
    const { body } = await world.stack.api.call<{ items: RecorderView[] }>('GET', '/v1/recorders')
    return body.items.find((recorder) => recorder.recorderId === recorderId)?.state ?? 'gone'
  }
  const ask = async (recorderId: string, wish: 'drain' | 'resume'): Promise<void> => {
    const answer = await world.stack.api.call('POST', `/v1/recorders/${recorderId}/${wish}`)
    expect(answer.status).toBe(202)
  }
  const recorderOf = (one: string, recorderId: string) =>
    world.stack.api.waitFor(one, ({ progress }) => progress?.recorderId === recorderId, 40_000)
  const waitForState = (recorderId: string, state: string) =>
    vi.waitUntil(async () => (await stateOf(recorderId)) === state, {
      timeout: 40_000,
      interval: 200,
    })

  beforeAll(async () => {
    world = await startWorld()
    const { api, apps, addRecorder } = world.stack
    source = await makeSource({ dir: world.directory, seconds: 90, bFrames: 2 })
    const url = world.rtmp.url('live', 'drained')
    const template = templateOf({ mp4: 300, m3u8: 300 })
    id = (await api.record({ source: { type: 'rtmp', url }, template })).id
    const silent = { type: 'rtmp', url: world.rtmp.url('live', 'nobody') }
    const patient = { ...template, waitSeconds: 300 }
    waitingId = (await api.record({ source: silent, template: patient })).id
    const publisher = publishStream({ url, file: source })
    await api.waitFor(id, ({ progress }) => (progress?.mediaSeconds ?? 0) > 2, 30_000)

    // alone it keeps what it has
    await ask('recorder-1', 'drain')
    await waitForState('recorder-1', 'draining')
    const first = apps.find(({ name }) => name === 'recorder')
    await addRecorder('recorder-2')
    await recorderOf(id, 'recorder-2')
    await recorderOf(waitingId, 'recorder-2')
    await waitForState('recorder-1', 'drained')
    seen.isAlive = (await fetch(`${first?.opsUrl}/readyz`)).ok

    first?.signal('SIGTERM')
    await first?.exited
    await addRecorder('recorder-1')
    await waitForState('recorder-1', 'drained')
    seen.afterRestart = await stateOf('recorder-1')

    await ask('recorder-1', 'resume')
    await waitForState('recorder-1', 'active')
    await ask('recorder-2', 'drain')
    await recorderOf(id, 'recorder-1')
    await recorderOf(waitingId, 'recorder-1')
    await waitForState('recorder-2', 'drained')
    const { progress } = await api.recording(id)
    const further = (progress?.mediaSeconds ?? 0) + 2
    await api.waitFor(id, (now) => (now.progress?.mediaSeconds ?? 0) > further, 30_000)
    await api.call('POST', `/v1/recordings/${id}/stop`, { mode: 'graceful' })
    await api.waitFor(id, ({ endedAt }) => endedAt !== null, 40_000)
    await publisher.stop()
    const directory = `${world.directory}/down`
    paths = await downloadFiles({ api, objects: world.objects, recordingId: id, directory })
  })
  afterAll(() => world.stop())

  test('its process lives on, and is drained again after a restart', () => {
    expect(seen).toMatchObject({ isAlive: true, afterRestart: 'drained' })
  })

  test('the recording went there and back without a gap, and nobody was told of an interruption', async () => {
    expect(await world.stack.api.recording(id)).toMatchObject({
      state: 'completed',
      generation: 3,
      gapCount: 0,
      interruptions: 0,
    })
    const { gaps, files } = await manifestOf(world, id)
    expect(gaps).toEqual([])
    expect(new Set(files.map(({ generation }) => generation))).toEqual(new Set([1, 2, 3]))
    const told = (await eventsOf(world, id)).map(({ type }) => type)
    expect(told.filter((type) => type !== 'file.created')).toEqual([
      'recording.started',
      'recording.completed',
    ])
  })

  test.each(formats)('%s files hold every packet once and in order', async (format) => {
    await assertSamePackets(source, paths[format] ?? [], { from: 'joined', to: 'left' })
    await assertDecodes(...(paths[format] ?? []))
  })

  test('a recorder that is not there cannot be drained', async () => {
    const answer = await world.stack.api.call('POST', '/v1/recorders/nobody/drain')
    expect(answer.body).toMatchObject({ status: 404, code: 'RECORDER_NOT_FOUND' })
  })
})
