import { expect, test } from 'vitest'

import { rtmpAddress } from './rtmp-address.ts'

test.each([
  ['rtmp://h/live/key?t=1', 'h', 1935, 'live', 'key?t=1', 'rtmp://h:1935/live'],
  ['rtmps://h/live/key', 'h', 443, 'live', 'key', 'rtmps://h:443/live'],
  ['rtmp://h:19/app/inst/key', 'h', 19, 'app/inst', 'key', 'rtmp://h:19/app/inst'],
  ['rtmp://h/app/mp4:a/b.mp4', 'h', 1935, 'app', 'mp4:a/b.mp4', 'rtmp://h:1935/app'],
  ['rtmp://h/app/clip.mp4', 'h', 1935, 'app', 'mp4:clip.mp4', 'rtmp://h:1935/app'],
  ['rtmp://[::1]:19/live/key', '::1', 19, 'live', 'key', 'rtmp://[::1]:19/live'],
])('%s is asked for as ffmpeg does', (url, host, port, app, playPath, tcUrl) => {
  expect(rtmpAddress(url)).toMatchObject({ host, port, app, playPath, tcUrl })
})

test('credentials are noticed and go nowhere', () => {
  const address = rtmpAddress('rtmp://user:word@h/live/key')
  expect(address).toMatchObject({ hasCredentials: true, tcUrl: 'rtmp://h:1935/live' })
})
