import type { Handover, Lease } from '@tapedeck/store'
import { createLogger } from '@tapedeck/telemetry'
import { describe, expect, test } from 'vitest'
import { givePlace, storingTime } from './give-lease.ts'
import type { GiverParts } from './handover-giver.ts'

const lease: Lease = { recordingId: 'rec', ownerId: 'recorder-1', generation: 1 }
const found: Handover = {
  recordingId: 'rec',
  offerId: 'offer',
  from: { ownerId: 'recorder-1', generation: 1 },
  successorId: 'recorder-2',
  phase: 'found',
  cut: null,
}

/** A recorder whose storage takes nothing, and what it does in which order. */
const giving = (offer: Handover | null, isGiven = true) => {
  const steps: string[] = []
  const next = { ...lease, ownerId: 'recorder-2', generation: 2 }
  const told = (step: string) => async () => {
    steps.push(step)
  }
  const parts = {
    lease,
    store: {
      handovers: { get: async () => offer },
      leases: {
        handOver: async () => {
          steps.push('handOver')
          return isGiven ? next : null
        },
      },
      generations: { list: async () => [{ ...next, start: {} }] },
    },
    leaseTtlMs: 60_000,
    monotonic: () => 0,
    control: { fault: null, isLost: false },
    backlog: { settled: async () => undefined },
    keeper: { stop: told('stopRenewing'), start: told('renew') },
    storeFiles: () => new Promise<void>(() => undefined),
    abandonFiles: told('abandonFiles'),
    log: createLogger({ app: 'recorder', level: 'silent' }),
  } as unknown as GiverParts
  return { parts, steps }
}
const inPull = () => true
const timeIsUp = { untilMs: 0, isDrain: true }

describe.concurrent('files that are not stored when the time of a recorder that ends is up', () => {
  test('are left to the spool when the successor has the lease, and not before', async () => {
    const { parts, steps } = giving(found)
    expect(await givePlace(parts, found, timeIsUp, inPull)).toEqual({
      isGiven: true,
      isComplete: false,
    })
    expect(steps).toEqual(['stopRenewing', 'handOver', 'abandonFiles'])
  })

  test.each([
    ['is gone', null],
    ['is another one', { ...found, offerId: 'another' }],
    ['is of nobody', { ...found, successorId: null }],
  ])('are kept when the offer %s', async (_, offer) => {
    const { parts, steps } = giving(offer)
    expect(await givePlace(parts, found, timeIsUp, inPull)).toEqual({
      isGiven: false,
      isComplete: false,
    })
    expect(steps).toEqual([])
  })

  test('are kept when the source has come again: what it sends now is in this spool alone', async () => {
    const { parts, steps } = giving(found)
    expect(await givePlace(parts, found, timeIsUp, () => false)).toMatchObject({ isGiven: false })
    expect(steps).toEqual([])
  })

  test('are kept when the lease is not given', async () => {
    const { parts, steps } = giving(found, false)
    expect(await givePlace(parts, found, timeIsUp, inPull)).toEqual({
      isGiven: false,
      isComplete: false,
    })
    expect(steps).toEqual(['stopRenewing', 'handOver', 'renew'])
  })

  test('are kept when it does not end, but has too much to record', async () => {
    const { parts, steps } = giving(found)
    const surplus = { untilMs: 0, isDrain: false }
    expect(await givePlace(parts, found, surplus, inPull)).toMatchObject({ isGiven: false })
    expect(steps).toEqual([])
  })
})

const minute = 60_000

test.each([
  ['nobody waits for it any more', null, { ms: 2000, whenOver: 'keep' }],
  ['a surplus offer', { untilMs: 60_000, isDrain: false }, { ms: 58_000, whenOver: 'keep' }],
  [
    'a long surplus offer',
    { untilMs: 60 * minute, isDrain: false },
    { ms: 540_000, whenOver: 'keep' },
  ],
  ['a drain that is over', { untilMs: -5, isDrain: true }, { ms: 2000, whenOver: 'give' }],
  ['a drain of a minute', { untilMs: minute, isDrain: true }, { ms: 58_000, whenOver: 'give' }],
  [
    'a drain of an hour',
    { untilMs: 60 * minute, isDrain: true },
    { ms: 540_000, whenOver: 'keep' },
  ],
  [
    'one too short for two offers',
    { untilMs: 11 * minute, isDrain: true },
    { ms: 540_000, whenOver: 'give' },
  ],
] as const)('files are waited for no longer than the offer stands: %s', (_, offering, time) => {
  expect(storingTime(offering, 0)).toEqual(time)
})
