import type { Schemas } from '@tapedeck/client'
import { expect, test } from 'vitest'
import { freshSnapshot, keptRates, nothingYet, withSnapshot } from './follow-live.ts'

type Recording = Pick<Schemas['Recording'], 'state'> & {
  progress: { bitsPerSecond: number } | null
}

const snapshotOf = (...recordings: Recording[]) => ({ recordings }) as Schemas['LiveSnapshot']
const recording = (bitsPerSecond: number): Recording => ({
  state: 'recording',
  progress: { bitsPerSecond },
})

test('the rate is that of what records: others keep their last figures', () => {
  const paused: Recording = { state: 'paused', progress: { bitsPerSecond: 900 } }
  const accepted: Recording = { state: 'accepted', progress: null }
  const snapshot = snapshotOf(recording(1000), recording(500), paused, accepted)
  expect(withSnapshot(nothingYet, snapshot).rates).toEqual([1500])
})

test('rates are kept up to a bound, the newest last', () => {
  let live = nothingYet
  for (let second = 0; second < keptRates + 3; second++)
    live = withSnapshot(live, snapshotOf(recording(second)))
  expect(live.rates).toHaveLength(keptRates)
  expect([live.rates[0], live.rates.at(-1)]).toEqual([3, keptRates + 2])
})

test('a snapshot ends a silence', () => {
  expect(withSnapshot({ ...nothingYet, isSilent: true }, snapshotOf()).isSilent).toBe(false)
})

test('a snapshot counts while the connection is not silent', () => {
  const live = withSnapshot(nothingYet, snapshotOf(recording(1000)))
  expect(freshSnapshot(live)).toBe(live.snapshot)
  expect(freshSnapshot({ ...live, isSilent: true })).toBe(null)
})
