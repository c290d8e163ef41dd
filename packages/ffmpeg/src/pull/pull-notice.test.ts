import { expect, test } from 'vitest'

import { noticeOf } from './pull-notice.ts'

test.each(['audio', 'video'] as const)('a late %s track is read off the warning', (track) => {
  const line = `[live_flv @ 0x55] [warning] New ${track} stream 0:1 at pos:95259 and DTS:4.112s`
  expect(noticeOf(line)).toEqual({ kind: 'late_track', track })
})

test('other warnings are no notice', () => {
  expect(noticeOf('[live_flv @ 0x55] [warning] DTS 21 < 3981 out of order')).toBeNull()
})
