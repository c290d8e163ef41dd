import { isTapedeckError } from '@tapedeck/contracts'
import type { StreamCommand } from '@tapedeck/domain'
import { beforeEach, describe, expect, test } from 'vitest'
import { MemoryWorld, publicationOf, room, template, withRendition } from '../test/memory-world.ts'
import type { StreamControl } from './stream-control.ts'

let world: MemoryWorld
let control: StreamControl

beforeEach(() => {
  world = new MemoryWorld()
  control = world.control()
})

const publish = (id = 'p1') => control.publish(room, publicationOf(id))
const command = (name: StreamCommand) => control.command(room, name)

const onlyRecording = () => {
  const [recording, ...others] = world.recordings.values()
  if (recording === undefined || others.length > 0) throw new Error('there is not just one')
  return recording
}
const later = async (seconds: number) => {
  world.nowMs += seconds * 1000
  world.recordersWork()
  await control.drive(room)
}

describe('publishing', () => {
  test('begins a recording by an automatic rule, with everything that it needs', async () => {
    world.rule({ delaySeconds: 20 })
    const live = await publish()
    expect(live.phase).toBe('recording')
    const recording = onlyRecording()
    expect(recording).toMatchObject({
      state: 'accepted',
      source: { type: 'rtmp', url: 'rtmp://origin/live/room' },
      stream: room,
      storage: { type: 's3', bucket: 'recordings' },
      notifyUrl: 'http://told.example/',
      origin: {
        cause: 'rule',
        ruleId: 'rule_1',
        publicationId: 'p1',
        pushArgs: { callback_user: '7' },
      },
    })
    expect(recording.template.mergeWindowSeconds).toBe(20)
    expect(world.woken).toEqual([recording.id])
  })

  test('twice with the same id changes nothing', async () => {
    world.rule()
    const { revision } = await publish()
    await publish()
    expect(world.recordings.size).toBe(1)
    expect(world.stream().revision).toBeLessThanOrEqual(revision + 1)
  })

  test('begins one recording per rendition', async () => {
    world.rule({ template: withRendition })
    await publish()
    const [whole, rendition] = world.recordings.values()
    expect(whole?.rendition).toBeUndefined()
    expect(rendition).toMatchObject({
      stream: { ...room, stream: 'room_sd' },
      source: { url: 'rtmp://origin/live/room' },
      rendition: { profile: { name: 'sd' }, isMade: true },
    })
  })

  test.each([
    ['no domain', () => world.domains.clear(), 'no_domain'],
    ['no rule', () => {}, 'no_rule'],
    ['a manual rule', () => world.rule({ mode: 'manual' }), 'manual'],
    [
      'a window that is over',
      () => world.rule({ window: { startMs: null, endMs: 1 } }),
      'window_over',
    ],
    [
      'a template that is gone',
      () => world.rule({ template: null, templateId: 'tpl_1' }),
      'template_gone',
    ],
  ])('with %s records nothing', async (_name, arrange, reason) => {
    arrange()
    const live = await publish()
    expect([live.phase, live.skip?.reason]).toEqual(['unrecorded', reason])
    expect(world.recordings.size).toBe(0)
    expect(world.told.length).toBe(reason === 'template_gone' ? 1 : 0)
  })

  test.each(['isStorageRefused', 'isStorageRemoved'] as const)(
    'with a storage that is not there (%s) is told once',
    async (reason) => {
      world.rule()
      world[reason] = true
      const live = await publish()
      expect([live.phase, live.skip?.reason]).toEqual(['unrecorded', 'storage_refused'])
      await control.drive(room)
      expect(world.told).toMatchObject([
        {
          notifyUrl: 'http://told.example/',
          event: { type: 'stream.skipped', data: { reason: 'storage_refused', ruleId: 'rule_1' } },
        },
      ])
      expect(world.stream().skip?.isTold).toBe(true)
    },
  )
})

describe('a break', () => {
  test('within the merge window goes on with the same recording', async () => {
    world.rule()
    await publish()
    await control.unpublish(room, 'p1')
    expect(world.stream()).toMatchObject({ phase: 'merging', publication: null })
    await publish('p2')
    expect(world.stream().phase).toBe('recording')
    expect(world.recordings.size).toBe(1)
  })

  test('ends when the recording has ended, without another', async () => {
    world.rule()
    await publish()
    await control.unpublish(room, 'p1')
    world.change(onlyRecording().id, { state: 'completed', reason: 'stream_ended' })
    await later(62)
    expect(world.stream()).toMatchObject({ phase: 'offline', recordings: [], dueAtMs: null })
    await publish('p2')
    expect(world.recordings.size).toBe(2)
  })

  test('told of a former publication changes nothing', async () => {
    world.rule()
    await publish()
    await publish('p2')
    await control.unpublish(room, 'p1')
    expect(world.stream()).toMatchObject({ phase: 'recording', publication: { id: 'p2' } })
    expect(world.recordings.size).toBe(1)
  })

  test('ends what a command began', async () => {
    world.rule({ mode: 'manual' })
    await publish()
    await command('start')
    await control.unpublish(room, null)
    expect(world.stream().phase).toBe('offline')
    expect(onlyRecording().state).toBe('canceled')
  })

  test('after which the rule has changed begins a recording by the new one', async () => {
    world.rule()
    await publish()
    await control.unpublish(room, 'p1')
    world.rule({ delaySeconds: 30 })
    await publish('p2')
    const wanted = world.unended().filter(({ desired }) => desired.stop === null)
    expect(wanted.map((one) => one.template.mergeWindowSeconds)).toEqual([30])
    expect(world.recordings.size).toBe(2)
  })

  test('of a paused recording ends it after the delay, unless the stream comes back', async () => {
    world.rule()
    await publish()
    await command('pause')
    expect(onlyRecording().desired.pause?.stopAfterMs).toBeNull()
    await control.unpublish(room, 'p1')
    expect(onlyRecording().desired.pause?.stopAfterMs).toBe(60_000)
    await publish('p2')
    expect(world.stream().phase).toBe('paused')
    expect(onlyRecording().desired.pause?.stopAfterMs).toBeNull()
    await control.unpublish(room, 'p2')
    await later(60)
    expect([world.stream().phase, world.unended()]).toEqual(['offline', []])
  })
})

describe('windows', () => {
  const window = { startMs: 0, endMs: 0 }
  beforeEach(() => {
    window.startMs = world.nowMs + 10_000
    window.endMs = world.nowMs + 20_000
    world.rule({ window: { ...window } })
  })

  test('open on a live stream, and close', async () => {
    await publish()
    expect(world.stream()).toMatchObject({ phase: 'scheduled', dueAtMs: window.startMs })
    await later(10)
    expect(world.stream()).toMatchObject({ phase: 'recording', dueAtMs: window.endMs })
    await later(10)
    expect(world.stream()).toMatchObject({ phase: 'unrecorded', skip: { reason: 'window_over' } })
    await later(0)
    expect(world.unended()).toEqual([])
  })

  test('do not bind commands', async () => {
    await publish()
    await command('start')
    await later(30)
    expect(world.stream().phase).toBe('recording')
  })

  test('that were over too early, because the clock was wrong, open again', async () => {
    await publish()
    await later(3600)
    expect(world.stream().phase).toBe('unrecorded')
    await later(-3585)
    expect(world.stream().phase).toBe('recording')
  })
})

describe('on demand', () => {
  const answer = { needRecord: true, interval: {}, formats: null }
  beforeEach(async () => {
    world.rule({ mode: 'on-demand' })
    await publish()
    expect([world.stream().phase, world.asked]).toEqual(['asking', ['p1']])
  })

  test('yes records with what the answer says', async () => {
    await control.answer(room, 'p1', { ...answer, interval: { mp4: 300 } })
    expect(onlyRecording().template.formats[0]?.cycleSeconds).toBe(300)
    await control.unpublish(room, 'p1')
    await publish('p2')
    expect(world.asked).toEqual(['p1'])
    expect(world.stream().phase).toBe('recording')
    expect(world.recordings.size).toBe(1)
  })

  test.each([
    ['no', { ...answer, needRecord: false }, 'declined', 0],
    ['no format of the template', { ...answer, formats: ['flv'] }, 'no_format_left', 1],
    ['nothing', null, 'callback_failed', 1],
  ])('%s records nothing', async (_name, given, reason, told) => {
    await control.answer(room, 'p1', given)
    expect(world.stream()).toMatchObject({ phase: 'unrecorded', skip: { reason } })
    expect([world.recordings.size, world.told.length]).toEqual([0, told])
  })

  test('an answer that comes too late changes nothing', async () => {
    await control.unpublish(room, 'p1')
    await publish('p2')
    await control.answer(room, 'p1', answer)
    expect(world.stream().phase).toBe('asking')
    await command('stop')
    await control.answer(room, 'p2', answer)
    expect(world.stream().phase).toBe('unrecorded')
  })
})

test('several streams are recorded at a request, each with its own result', async () => {
  const other = { ...room, stream: 'other' }
  const absent = { ...room, stream: 'absent' }
  await publish()
  await control.publish(other, publicationOf('p9'))
  await control.recordNow([other], { template, templateId: null })
  const results = await control.recordNow([room, other, absent], { template, templateId: 'tpl_1' })
  expect(results.map(({ recordingId }) => recordingId !== null)).toEqual([true, false, false])
  expect(results.map(({ error }) => (isTapedeckError(error) ? error.code : null))).toEqual([
    null,
    'STREAM_ALREADY_RECORDED',
    'STREAM_NOT_LIVE',
  ])
  const recording = world.recordings.get(results[0]?.recordingId ?? '')
  expect(recording).toMatchObject({
    templateId: 'tpl_1',
    origin: { cause: 'command', ruleId: null },
  })
})
