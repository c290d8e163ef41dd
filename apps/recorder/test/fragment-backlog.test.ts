import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Fragment, FragmentReader, type InitSegment } from '@tapedeck/media'
import { openSpool, type RecordingSpool } from '@tapedeck/spool'
import { makeSource } from '@tapedeck/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type BacklogItem, FragmentBacklog } from '../src/source/fragment-backlog.ts'

const run = promisify(execFile)

let directory: string
let init: InitSegment
let fragments: Fragment[]
let spool: RecordingSpool

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tapedeck-backlog-'))
  const source = await makeSource({ dir: directory, seconds: 2, gopSeconds: 0.2 })
  const { stdout } = await run(
    'ffmpeg',
    [
      ...['-v', 'error', '-nostdin', '-i', source, '-c', 'copy', '-f', 'mp4'],
      ...['-movflags', 'frag_keyframe+empty_moov+default_base_moof', 'pipe:1'],
    ],
    { encoding: 'buffer', maxBuffer: 64 * 1024 * 1024 },
  )
  fragments = []
  for (const item of new FragmentReader().push(stdout))
    if (item.kind === 'init') init = item.init
    else fragments.push(item.fragment)
})
afterAll(() => rm(directory, { recursive: true, force: true }))

let generation = 0
beforeEach(async () => {
  generation += 1
  spool = await (await openSpool(join(directory, 'spool'))).open('rec', generation)
})
afterEach(() => spool.close())

const backlogOf = (maxBytes: number) =>
  new FragmentBacklog((spooled) => spool.readFragment(spooled), { maxBytes })

/** Spools a fragment and puts it into the backlog, as receiving does. */
const receive = async (backlog: FragmentBacklog, from: number, to: number): Promise<void> => {
  for (const fragment of fragments.slice(from, to)) {
    const spooled = await spool.appendFragment(0, fragment.bytes, 1000)
    backlog.push({ kind: 'fragment', fragment, init, receivedAtMs: 1000, spooled })
  }
}

/** Takes what comes until the backlog ends; tells which fragments they were. */
const takeAll = async (items: AsyncIterable<BacklogItem>, seen: string[]): Promise<void> => {
  for await (const item of items) {
    if (item.kind !== 'fragment') seen.push(item.kind)
    else {
      const place = fragments.findIndex(({ bytes }) => bytes.equals(item.fragment.bytes))
      expect(item.fragment.samples).toEqual(fragments[place]?.samples)
      seen.push(`${place}`)
    }
  }
}

const numbers = (from: number, to: number): string[] =>
  fragments.slice(from, to).map((_, index) => String(from + index))

test('what is beyond the bound of memory is read back from the spool, in order and whole', async () => {
  const bound = (fragments[0]?.bytes.length ?? 0) * 2
  const backlog = backlogOf(bound)
  await spool.appendInit(0, init.bytes, 1000)
  backlog.push({ kind: 'begin', init })
  await receive(backlog, 0, 10)
  expect(backlog.memoryBytes).toBeLessThanOrEqual(bound)
  expect(backlog.length).toBe(11)
  backlog.push({ kind: 'end', isPause: false })
  backlog.close()
  const seen: string[] = []
  await takeAll(backlog.items(), seen)
  expect(seen).toEqual(['begin', ...numbers(0, 10), 'end'])
  expect(backlog.memoryBytes).toBe(0)
})

test('what is held back waits until it is released, and comes behind what was there', async () => {
  const backlog = backlogOf(0)
  const seen: string[] = []
  const taking = takeAll(backlog.items(), seen)
  await spool.appendInit(0, init.bytes, 1000)
  await receive(backlog, 0, 3)
  backlog.hold()
  await receive(backlog, 3, 6)
  await backlog.settled()
  expect(seen).toEqual(numbers(0, 3))
  expect(backlog.isHeld).toBe(true)
  backlog.release()
  await backlog.settled()
  expect(seen).toEqual(numbers(0, 6))
  await receive(backlog, 6, 7)
  backlog.close()
  await taking
  expect(seen).toEqual(numbers(0, 7))
})

test('what is held back can be looked at without being taken, while more comes', async () => {
  const backlog = backlogOf(0)
  backlog.hold()
  await spool.appendInit(0, init.bytes, 1000)
  await receive(backlog, 0, 2)
  const looked: string[] = []
  const looking = takeAll(backlog.scan(), looked)
  await receive(backlog, 2, 4)
  const taken: string[] = []
  while (looked.length < 4) await new Promise((resolve) => setImmediate(resolve))
  expect(looked).toEqual(numbers(0, 4))
  backlog.close()
  await looking
  await takeAll(backlog.items(), taken)
  expect(taken).toEqual(numbers(0, 4))
})

test('what is held back and dropped never comes, nor what follows it', async () => {
  const backlog = backlogOf(1_000_000)
  const seen: string[] = []
  const taking = takeAll(backlog.items(), seen)
  await spool.appendInit(0, init.bytes, 1000)
  await receive(backlog, 0, 2)
  backlog.hold()
  await receive(backlog, 2, 4)
  await backlog.settled()
  backlog.dropHeld()
  await receive(backlog, 4, 6)
  expect([backlog.length, backlog.memoryBytes]).toEqual([0, 0])
  backlog.close()
  await taking
  expect(seen).toEqual(numbers(0, 2))
})

test('when writing fails, receiving is refused with the same error', async () => {
  const backlog = backlogOf(1_000_000)
  await spool.appendInit(0, init.bytes, 1000)
  await receive(backlog, 0, 2)
  backlog.fail(new Error('disk'))
  expect(backlog.length).toBe(0)
  await expect(receive(backlog, 2, 3)).rejects.toThrow('disk')
  const seen: string[] = []
  await takeAll(backlog.items(), seen)
  expect(seen).toEqual([])
})
