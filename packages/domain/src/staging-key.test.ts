import { expect, test } from 'vitest'
import { ownerOfStagingKey, stagingKeyOf } from './staging-key.ts'

test('a staging key tells whose object it is', () => {
  const key = stagingKeyOf('my_rec-1', 12, 'm3u8-3_g1-0.m3u8')
  expect(key).toBe('tapedeck-staging/my_rec-1/12/m3u8-3_g1-0.m3u8')
  expect(ownerOfStagingKey(key)).toEqual({ recordingId: 'my_rec-1', generation: 12 })
})

test.each([
  'live/my_rec-1/12/mp4-0.mp4',
  'x/tapedeck-staging/rec/1/mp4-0.mp4',
  'tapedeck-staging/rec/one/mp4-0.mp4',
  'tapedeck-staging/rec/1/deeper/mp4-0.mp4',
  'tapedeck-staging/rec/1/',
])('%s is nobody’s', (key) => {
  expect(ownerOfStagingKey(key)).toBeNull()
})
