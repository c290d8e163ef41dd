import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Degradation } from '@tapedeck/domain'
import { openSpool, type RecordingSpool, type Spool } from '@tapedeck/spool'
import { createLogger, createMetrics } from '@tapedeck/telemetry'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createRecorderMetrics } from '../src/recorder-metrics.ts'
import { type BudgetedSession, SpoolBudget } from '../src/spool-budget/spool-budget.ts'

const mb = 1_000_000
const maxBytes = 100 * mb

let directory: string
let spool: Spool
let told: ({ recordingId: string } & Degradation)[]
let ended: string[]
let isRedisAway: boolean
let nowMs: number
const metrics = createMetrics('recorder')
const recorderMetrics = createRecorderMetrics(metrics)

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'budget-'))
  spool = await openSpool(directory)
  told = []
  ended = []
  isRedisAway = false
  nowMs = 0
})
afterEach(async () => {
  await spool.close()
  await rm(directory, { recursive: true, force: true })
})

const budgetOf = (recordingMaxBytes: number | null = null) =>
  new SpoolBudget({
    spool,
    recorderId: 'recorder-1',
    maxBytes,
    recordingMaxBytes,
    tellDegraded: async (recordingId, degradation) => {
      if (isRedisAway) throw new Error('Redis is away')
      told.push({ recordingId, ...degradation })
      return true
    },
    clock: () => 1_800_000_000_000 + nowMs,
    monotonic: () => nowMs,
    log: createLogger({ app: 'recorder', level: 'silent' }),
    metrics: recorderMetrics,
  })

/** A session over a real spool; `isPulling` until it is told to end. */
const sessionOf = async (
  recordingId: string,
  beganAtMs: number,
  { endsAtOnce = true }: { endsAtOnce?: boolean } = {},
) => {
  const own = await spool.open(recordingId, 1)
  const state = { isPulling: true }
  const session: BudgetedSession = {
    recordingId,
    beganAtMs,
    get isPulling() {
      return state.isPulling
    },
    endFor() {
      ended.push(recordingId)
      if (endsAtOnce) state.isPulling = false
    },
  }
  return { session, own }
}
const write = async (own: RecordingSpool, megabytes: number) => {
  for (let n = 0; n < megabytes; n++) await own.appendFragment(0, Buffer.alloc(mb), n)
}
/** Looks once more, a second later; nothing came in for a while. */
const check = async (budget: SpoolBudget, sessions: BudgetedSession[]) => {
  nowMs += 60_000
  await budget.check(sessions)
}

test('a spool that fills up: admission, then a word to each, then the newest are ended one by one', async () => {
  const budget = budgetOf()
  const [oldest, newest] = [await sessionOf('rec_a', 1), await sessionOf('rec_b', 2)]
  const sessions = [oldest.session, newest.session]
  await check(budget, sessions)
  expect(budget.level).toBe('ok')
  await write(oldest.own, 50)
  await write(newest.own, 35)
  await check(budget, sessions)
  expect(budget.level).toBe('low')
  await budget.tell()
  await budget.tell()
  expect(told.map(({ recordingId, cause }) => [recordingId, cause])).toEqual([
    ['rec_a', 'spool_low'],
    ['rec_b', 'spool_low'],
  ])
  expect(ended).toEqual([])
  await write(newest.own, 11)
  await check(budget, sessions)
  expect(budget.level).toBe('full')
  expect(ended).toEqual(['rec_b'])
  await check(budget, sessions)
  expect(ended).toEqual(['rec_b', 'rec_a'])
  await check(budget, sessions)
  await budget.tell()
  expect(ended).toHaveLength(2)
  expect(told).toHaveLength(2)
  await oldest.own.remove()
  await check(budget, [])
  expect(budget.level).toBe('ok')
  await newest.own.close()
  expect(await metrics.render()).toContain('tapedeck_spool_level{level="ok",app="recorder"} 1')
})

test('each time in which it is low is told of, also when Redis was away as it began', async () => {
  const budget = budgetOf()
  const { session, own } = await sessionOf('rec_a', 1)
  await write(own, 92)
  isRedisAway = true
  await check(budget, [session])
  await check(budget, [session])
  await expect(budget.tell()).rejects.toThrow('Redis is away')
  isRedisAway = false
  await budget.tell()
  await own.release(1000)
  await check(budget, [session])
  expect(budget.level).toBe('ok')
  await write(own, 92)
  await check(budget, [session])
  await check(budget, [session])
  await budget.tell()
  const occurrences = told.map(({ occurrence }) => occurrence)
  expect(new Set(occurrences).size).toBe(2)
  await own.close()
})

test('a recording beyond its own bound is ended, and no other', async () => {
  const budget = budgetOf(20 * mb)
  const greedy = await sessionOf('rec_a', 1, { endsAtOnce: false })
  const modest = await sessionOf('rec_b', 2)
  const sessions = [greedy.session, modest.session]
  await write(greedy.own, 19)
  await write(modest.own, 5)
  await check(budget, sessions)
  await check(budget, sessions)
  await budget.tell()
  expect(told.map(({ recordingId }) => recordingId)).toEqual(['rec_a'])
  await write(greedy.own, 3)
  await check(budget, sessions)
  await check(budget, sessions)
  expect(ended).toEqual(['rec_a'])
  expect(budget.level).toBe('ok')
  await greedy.own.close()
  await modest.own.close()
})

test('one that was asked to end is not asked again, and its end is waited for', async () => {
  const budget = budgetOf()
  const slow = await sessionOf('rec_b', 2, { endsAtOnce: false })
  const other = await sessionOf('rec_a', 1)
  await write(slow.own, 97)
  for (let n = 0; n < 3; n++) await check(budget, [slow.session, other.session])
  expect(ended).toEqual(['rec_b'])
  await slow.own.close()
  await other.own.close()
})

test('work files count', async () => {
  const budget = budgetOf()
  const { session, own } = await sessionOf('rec_a', 1)
  const work = await own.createWorkFile('mp4-0.body')
  for (let n = 0; n < 92; n++) await work.append([Buffer.alloc(mb)])
  await check(budget, [session])
  expect(budget.facts?.usedBytes).toBe(92 * mb)
  expect(budget.level).toBe('low')
  await work.remove()
  await check(budget, [session])
  expect(budget.facts?.usedBytes).toBe(0)
  await own.close()
})

test('a disk that has not told of its room for a while takes no recording', async () => {
  const budget = budgetOf()
  expect(budget.mayAdmit).toBe(false)
  await check(budget, [])
  expect(budget.mayAdmit).toBe(true)
  nowMs += 30_000
  expect(budget.mayAdmit).toBe(false)
  await check(budget, [])
  expect(budget.mayAdmit).toBe(true)
})
