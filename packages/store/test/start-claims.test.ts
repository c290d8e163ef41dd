import { describe, expect } from 'vitest'
import { storeTest } from './store-test.ts'

describe('claims of starts', () => {
  storeTest('are given to one of all who ask at the same time', async ({ store, openStore }) => {
    const stores = [store, openStore(), openStore()]
    const standing = await Promise.all(
      Array.from({ length: 30 }, (_, n) =>
        (stores[n % 3] ?? store).startClaims.claim('a stream', `rec_${n}`, null),
      ),
    )
    expect(new Set(standing.map(({ recordingId }) => recordingId)).size).toBe(1)
  })

  storeTest(
    'stand for one subject each, of whatever length',
    async ({ store: { startClaims } }) => {
      const long = 's'.repeat(10_000)
      for (const subject of [long, `${long}2`, ''])
        expect(
          (await startClaims.claim(subject, `of ${subject.length}`.replace(' ', '_'), null))
            .recordingId,
        ).toBe(`of_${subject.length}`)
    },
  )

  storeTest('are replaced once by those who know them', async ({ store: { startClaims } }) => {
    const first = await startClaims.claim('a stream', 'rec_1', null)
    expect(await startClaims.claim('a stream', 'rec_2', null)).toEqual(first)
    const second = await startClaims.claim('a stream', 'rec_2', first)
    expect(second.recordingId).toBe('rec_2')
    expect(await startClaims.claim('a stream', 'rec_3', first)).toEqual(second)
  })
})
