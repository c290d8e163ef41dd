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

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work
  } catch (error) {
    if (isTapedeckError(error)) return error.code
    throw error
  }
  return 'none'
}

/** What is wished for each recording, oldest first. */
const wishes = () => world.stream().recordings.map(({ wish }) => wish)
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

describe('commands', () => {
  beforeEach(() => world.rule())

  test('start twice at once: one wins, the other is refused', async () => {
    world.rule({ mode: 'manual' })
    await publish()
    const codes = await Promise.all([
      codeOf(control.command(room, 'start')),
      codeOf(world.control().command(room, 'start')),
    ])
    expect(codes.sort()).toEqual(['STREAM_ALREADY_RECORDED', 'none'])
    expect(world.recordings.size).toBe(1)
  })

  test('are refused for a stream that is not there, or has no rule', async () => {
    expect(await codeOf(command('start'))).toBe('STREAM_NOT_LIVE')
    world.rules = []
    await publish()
    expect(await codeOf(command('start'))).toBe('STREAM_NOT_RULED')
    world.rule()
    await command('start')
    expect(world.recordings.size).toBe(1)
  })

  test('stop holds the recording and ends it when the delay is over, start before that goes on', async () => {
    await publish()
    world.recordersWork()
    await command('stop')
    expect(world.stream().phase).toBe('stopped')
    expect(onlyRecording().desired.pause).toEqual({ sinceMs: world.nowMs, stopAfterMs: 60_000 })
    await later(59)
    await command('start')
    expect(onlyRecording().desired.pause).toBeNull()
    await command('stop')
    expect(world.stream().dueAtMs).toBe(world.nowMs + 60_000)
    await later(60)
    expect(world.stream()).toMatchObject({ phase: 'unrecorded', skip: { reason: 'stopped' } })
    expect(onlyRecording().state).toBe('completed')
    await publish('p2')
    expect(world.unended().length).toBe(1)
  })

  test('start that comes when the recorder has just ended it begins another', async () => {
    await publish()
    world.recordersWork()
    await command('stop')
    world.change(onlyRecording().id, { state: 'finalizing' })
    await command('start')
    expect(world.stream().phase).toBe('recording')
    expect(wishes()).toEqual(['end', 'run'])
  })

  test('stop without a delay is due at once', async () => {
    world.rule({ template: { ...template, mergeWindowSeconds: 0 } })
    await publish()
    world.recordersWork()
    await command('stop')
    expect(world.stream().dueAtMs).toBe(world.nowMs)
    await control.drive(room)
    expect(world.stream()).toMatchObject({ phase: 'unrecorded', dueAtMs: null })
  })

  test('are answered once the wish is written, though it could not be carried out', async () => {
    let isWritten = false
    const failing = world.control((port) => {
      if (isWritten) throw new Error('Redis is away')
      isWritten = port === 'streams.write'
    })
    const live = await failing.publish(room, publicationOf('p1'))
    expect([live.phase, world.recordings.size]).toEqual(['recording', 0])
    await control.drive(room)
    expect(world.recordings.size).toBe(1)
  })

  test('cancel_delay ends it at once', async () => {
    await publish()
    world.recordersWork()
    await command('stop')
    await command('cancel_delay')
    expect(world.stream().phase).toBe('unrecorded')
    await later(0)
    expect([world.unended(), world.stream().recordings]).toEqual([[], []])
  })

  test('restart overlaps: the old one ends when the new one has its first fragment', async () => {
    await publish()
    world.recordersWork()
    const [old] = world.recordings.keys()
    await command('restart')
    expect(wishes()).toEqual(['replaced', 'run'])
    await control.drive(room)
    expect(world.recordings.get(old ?? '')?.desired.stop).toBeNull()
    await later(1)
    expect(world.recordings.get(old ?? '')?.desired.stop).toBe('graceful')
    await later(1)
    expect(wishes()).toEqual(['run'])
  })

  test('restart ends the old one after 10 s though the new one has nothing', async () => {
    await publish()
    world.recordersWork()
    const [old] = world.recordings.keys()
    await command('restart')
    world.nowMs += 10_000
    await control.drive(room)
    expect(world.recordings.get(old ?? '')?.desired.stop).toBe('graceful')
  })

  test('split is asked of the recording once per command, whoever carries it out', async () => {
    await publish()
    await command('split')
    await Promise.all([control.drive(room), world.control().drive(room)])
    expect(onlyRecording().desired.splits).toBe(1)
    world.change(onlyRecording().id, { desired: { stop: null, splits: 5 } })
    await command('split')
    await control.drive(room)
    expect(onlyRecording().desired.splits).toBe(6)
  })

  test('reach the renditions', async () => {
    world.rule({ template: withRendition })
    await publish()
    await command('pause')
    expect([...world.recordings.values()].every(({ desired }) => desired.pause != null)).toBe(true)
    await command('resume')
    await command('cancel_delay')
    expect(world.unended()).toEqual([])
  })
})

describe('a recording that ends by itself', () => {
  beforeEach(() => world.rule())
  const fail = () => {
    for (const { id } of world.unended())
      world.change(id, { state: 'failed', reason: 'stream_ended', endedAtMs: world.nowMs })
  }

  test('is begun anew at once, then after 10, 20 and 40 s', async () => {
    await publish()
    const pauses: number[] = []
    for (let failures = 1; failures <= 4; failures++) {
      fail()
      await control.drive(room)
      const { dueAtMs, recordings } = world.stream()
      pauses.push(dueAtMs === null ? 0 : (dueAtMs - world.nowMs) / 1000)
      expect(recordings.length).toBe(dueAtMs === null ? 1 : 0)
      world.nowMs = dueAtMs ?? world.nowMs
      await control.drive(room)
      expect(world.unended().length).toBe(1)
    }
    expect(pauses).toEqual([0, 10, 20, 40])
    expect(world.stream().failures).toBe(4)
    expect(world.made.map(({ isAnew }) => isAnew)).toEqual([false, true, true, true, true])
  })

  test('is not begun anew in this publication when a user stopped it by its id', async () => {
    await publish()
    world.recordersWork()
    world.change(onlyRecording().id, { desired: { stop: 'now', splits: 0 } })
    await later(1)
    expect(world.stream()).toMatchObject({ phase: 'unrecorded', skip: { reason: 'stopped' } })
    await publish('p2')
    expect(world.unended().length).toBe(1)
  })

  test('is let go when a command began it', async () => {
    world.rule({ mode: 'manual' })
    await publish()
    await command('start')
    fail()
    await control.drive(room)
    expect(world.stream()).toMatchObject({ phase: 'unrecorded', skip: { reason: 'manual' } })
  })

  test('a rendition alone is begun anew alone', async () => {
    world.rule({ template: withRendition })
    await publish()
    const rendition = world.unended().find((one) => one.rendition !== undefined)
    world.change(rendition?.id ?? '', { state: 'failed', reason: 'no_stream' })
    await control.drive(room)
    expect(world.recordings.size).toBe(3)
    expect(world.unended().map((one) => one.rendition?.profile.name)).toEqual([undefined, 'sd'])
  })
})
