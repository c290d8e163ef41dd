import { expect, test } from 'vitest'
import { newId, recordingIdPattern } from './ids.ts'

test('ids sort by age and can be used as the id of a recording', () => {
  const random = new Uint8Array(16).fill(255)
  const ids = [0, 1000, 1_795_000_000_000, 1_795_000_000_001].map((now) =>
    newId('rec', now, random),
  )
  expect(ids.toSorted()).toEqual(ids)
  for (const id of ids) expect(id).toMatch(recordingIdPattern)
})
