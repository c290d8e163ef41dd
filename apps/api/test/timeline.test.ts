import type { RecordingView, TimelineView } from '@tapedeck/contracts'
import type { RecordingInput } from '@tapedeck/domain'
import { type S3Server, startS3Server } from '@tapedeck/testkit'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestApi, type TestApi } from './api-fixture.ts'
import { advance, fileOf } from './recording-states.ts'
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

const act = async (id: string, action: string) => {
  const call = { method: 'POST', path: `/v1/recordings/${id}/${action}` }
  expect((await api.call<RecordingView>(call)).status).toBe(202)
}
const timeline = async (id: string, query = '') => {
  const path = `/v1/recordings/${id}/timeline${query}`
  const answer = await api.call<TimelineView>({ method: 'GET', path })
  expect(answer.status).toBe(200)
  return answer.body
}

it('shows files, gaps with their cause, interruptions, pauses, commands and states', async () => {
  await api.createRecording({ id: 'shown' })
  const lease = await advance(api.store, 'shown', 'recording')
  const move = (input: RecordingInput, patch = {}) =>
    api.store.recordings.transition({ recordingId: 'shown', input, lease, patch })
  await move('sourceLost')
  const gap = {
    startedAtMs: 10_000,
    endedAtMs: 12_500,
    mediaTimeMs: 5000,
    cause: 'source_lost' as const,
  }
  await move('fragmentArrived', { gap })
  await act('shown', 'split')
  await act('shown', 'pause')
  await move('pauseRequested')
  const file = fileOf(lease, 'shown/0.mp4')
  await api.store.recordings.addFile(lease, file)
  const seen = await timeline('shown', '?links=presigned')
  expect(seen).toMatchObject({
    recordingId: 'shown',
    isRunning: true,
    from: new Date(file.startedAtMs).toISOString(),
    files: [{ id: 'shown.mp4.0', output: 'mp4', sequence: 0, isFiller: false, isRemoved: false }],
    gaps: [{ startedAt: new Date(10_000).toISOString(), durationMs: 2500, cause: 'source_lost' }],
    interruptions: [{ endedAt: expect.any(String) }],
    pauses: [{ endedAt: null }],
    commands: [
      { command: 'split', by: 'api' },
      { command: 'pause', by: 'api', stopAfterSeconds: null },
    ],
    leftOut: { files: 0, gaps: 0 },
  })
  expect(seen.states.map(({ state }) => state)).toEqual([
    'accepted',
    'recording',
    'interrupted',
    'recording',
    'paused',
  ])
  expect(seen.files[0]?.url).toContain('shown/0.mp4')
  expect((await timeline('shown')).files[0]?.url).toBeNull()

  await act('shown', 'stop')
  await move('stopRequested')
  await move('filesStored')
  const ended = await timeline('shown')
  expect(ended).toMatchObject({ isRunning: false, open: [] })
  expect(ended.commands.at(-1)).toMatchObject({ command: 'stop', mode: 'graceful' })
  expect(ended.states.at(-1)).toMatchObject({ state: 'completed' })
  expect(ended.pauses[0]?.endedAt).not.toBeNull()
})

it('shows the cycles that are recorded now, until they are files', async () => {
  await api.createRecording({ id: 'growing' })
  const lease = await advance(api.store, 'growing', 'recording')
  const cycle = {
    ...{ output: 'mp4', sequence: 0, format: 'mp4' as const, generation: lease.generation },
    ...{
      storage: { type: 's3' as const, bucket: 'recordings' },
      key: 'k',
      contentType: 'video/mp4',
    },
    ...{ uploadId: null, initKey: null, startedAtMs: 1000, width: 1, height: 1, codecs: [] },
    from: { generation: lease.generation, sequence: 0 },
  }
  await api.store.openCycles.put(lease, cycle)
  expect((await timeline('growing')).open).toEqual([
    { output: 'mp4', format: 'mp4', sequence: 0, startedAt: new Date(1000).toISOString() },
  ])
  await api.store.recordings.addFile(lease, fileOf(lease, 'growing/0.mp4'))
  expect(await timeline('growing')).toMatchObject({ open: [], files: [{ id: 'growing.mp4.0' }] })
})

it('is asked for a recording that is there', async () => {
  const at = (id: string, query = '') => {
    return { method: 'GET', path: `/v1/recordings/${id}/timeline${query}` }
  }
  await expectRefused(api, ['', at('none'), 404, 'RECORDING_NOT_FOUND', null])
  await api.createRecording({ id: 'asked' })
  await expectRefused(api, invalid('', at('asked', '?links=all'), 'links'))
})
