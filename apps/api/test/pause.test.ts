import type { RecordingView } from '@tapedeck/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Call } from './api-fixture.ts'
import { advance } from './recording-states.ts'
import { expectRefused, invalid, type Refusal } from './refusals.ts'
import { named, type StreamApi, startStreamApi } from './stream-fixture.ts'

let api: StreamApi
beforeAll(async () => {
  api = await startStreamApi()
  await api.createRecording({ id: 'bad' })
})
afterAll(() => api.stop())

const call = (id: string, what: 'pause' | 'resume', body?: object): Call => ({
  method: 'POST',
  path: `/v1/recordings/${id}/${what}`,
  ...(body === undefined ? {} : { body }),
})
const send = (id: string, what: 'pause' | 'resume', body?: object) =>
  api.call<RecordingView>(call(id, what, body))
const running = async (id: string): Promise<string> => {
  await api.createRecording({ id })
  await advance(api.store, id, 'recording')
  return id
}

const refusals: Refusal[] = [
  ['a pause of an unknown recording', call('none', 'pause'), 404, 'RECORDING_NOT_FOUND', null],
  ['a resumption of an unknown one', call('none', 'resume'), 404, 'RECORDING_NOT_FOUND', null],
  invalid('a pause of no time', call('bad', 'pause', { stopAfterSeconds: 0 }), 'stopAfterSeconds'),
  invalid('half a second', call('bad', 'pause', { stopAfterSeconds: 0.5 }), 'stopAfterSeconds'),
  invalid(
    'a pause over a day',
    call('bad', 'pause', { stopAfterSeconds: 86_401 }),
    'stopAfterSeconds',
  ),
  invalid('an unknown field', call('bad', 'pause', { until: 1 }), 'until'),
  invalid('a resumption with a body', call('bad', 'resume', { at: 1 }), 'at'),
]

describe('pausing', () => {
  it.each(refusals)('is refused for %s, and nothing changes', async (...row) => {
    await expectRefused(api, row)
  })

  it('is stored with when the recording is stopped; asking again changes nothing', async () => {
    const id = await running('paused')
    const first = await send(id, 'pause', { stopAfterSeconds: 60 })
    expect(first.status).toBe(202)
    const since = Date.parse(first.body.pause?.since ?? '')
    expect(Date.parse(first.body.pause?.stopsAt ?? '')).toBe(since + 60_000)
    const again = await send(id, 'pause', { stopAfterSeconds: 60 })
    expect(again.body.pause).toEqual(first.body.pause)
    const longer = await send(id, 'pause')
    expect(longer.body.pause).toMatchObject({ stopsAt: null })
  })

  it('is undone by resume, which changes nothing when asked again', async () => {
    const id = await running('resumed')
    await send(id, 'pause')
    for (let i = 0; i < 2; i++)
      expect(await send(id, 'resume')).toMatchObject({ status: 202, body: { pause: null } })
    expect((await api.store.recordings.get(id))?.desired.pause ?? null).toBeNull()
  })

  it.each(['pause', 'resume'] as const)(
    '%s is refused when it is stopped, and at the end',
    async (what) => {
      const stopped = await running(`stopped-${what}`)
      await api.call({ method: 'POST', path: `/v1/recordings/${stopped}/stop` })
      const ended = await running(`ended-${what}`)
      await advance(api.store, ended, 'completed')
      for (const id of [stopped, ended])
        await expectRefused(api, ['', call(id, what), 409, 'RECORDING_NOT_RUNNING', null])
    },
  )
})

describe('the recording of a live stream', () => {
  it('is paused by its stream, so that what drives it knows', async () => {
    await api.createRule({ app: 'live' })
    const stream = named('driven')
    const { recordings } = await api.publish(stream)
    const id = recordings[0]?.recordingId ?? ''
    await advance(api.store, id, 'recording')
    expect((await send(id, 'pause')).body.pause).not.toBeNull()
    expect((await api.stream(stream)).phase).toBe('paused')
    await api.control.drive(stream)
    expect((await api.store.recordings.get(id))?.desired.pause).toMatchObject({ stopAfterMs: null })
    const delayed = call(id, 'pause', { stopAfterSeconds: 60 })
    await expectRefused(api, invalid('', delayed, 'stopAfterSeconds'))
    expect((await send(id, 'resume')).body.pause).toBeNull()
    expect((await api.stream(stream)).phase).toBe('recording')
  })

  it('is not paused any more when it is being ended', async () => {
    const stream = named('ending')
    const { recordings } = await api.publish(stream)
    const id = recordings[0]?.recordingId ?? ''
    await advance(api.store, id, 'recording')
    await api.command(stream, 'cancel_delay')
    await expectRefused(api, ['', call(id, 'pause'), 409, 'RECORDING_NOT_RUNNING', null])
  })
})
