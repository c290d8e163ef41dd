import { expect } from 'vitest'
import type { FaultResult } from './fault-result.ts'

/** A frame of sound and the rounding of RTMP's milliseconds. */
const maxAvOffsetMs = 30

/**
 * What the media time may be off: sound that a server sends before the first picture of a pull, up to a group of
 * pictures, and one track that reaches further than the other where a pull ends.
 */
const maxMediaErrorMs = 2500

/** What must hold whatever happens: the promises of docs/guarantees.md. */
export const expectPromisesKept = (result: FaultResult): void => {
  expect(result).toMatchObject({
    packetsDoubled: 0,
    packetsMisplaced: 0,
    spooledLost: 0,
    leftovers: [],
  })
  expect(result.files).toBeGreaterThan(0)
  expect(result.avOffsetMs).toBeLessThan(maxAvOffsetMs)
  expect(result.mediaErrorMs).toBeLessThan(maxMediaErrorMs)
  for (const ended of result.ended) expect(ended).toMatch(/^(completed|failed)/)
}

/** A fault that must not cost a packet, nor be seen in the recording at all. */
export const expectNothingLost = (result: FaultResult): void => {
  expectPromisesKept(result)
  expect(result).toMatchObject({ packetsLost: 0, longestHoleMs: 0, gapCauses: [] })
  for (const ended of result.ended) expect(ended).toMatch(/^completed/)
}
