import { expect, test } from 'vitest'

import { createProgressReader } from './pull-progress.ts'

test('an account is complete at its progress line', () => {
  const reader = createProgressReader()
  const lines = ['frame=91', 'fps=44.85', 'bitrate= 221.7kbits/s', 'out_time_us=4309333']
  for (const line of lines) expect(reader.line(line)).toBe(true)
  expect(reader.latest()).toBeNull()
  reader.line('progress=continue')
  expect(reader.latest()).toEqual({ frames: 91, fps: 44.85, timeMs: 4309.333, bitrate: 221_700 })
})

test('values that ffmpeg does not know yet are zero', () => {
  const reader = createProgressReader()
  for (const line of ['bitrate=N/A', 'out_time_us=-9223372036854775807', 'progress=continue'])
    reader.line(line)
  expect(reader.latest()).toEqual({ frames: 0, fps: 0, timeMs: 0, bitrate: 0 })
})

test('a message that holds an equals sign is no account', () => {
  expect(createProgressReader().line('[error] stream=1 is bad')).toBe(false)
})
