import { describe, expect, test } from 'vitest'
import { redactUrl, sourceUrlProblem, streamOfUrl } from './source-url.ts'

describe('a source URL is refused', () => {
  test.each([
    ['http://host/app/stream', 'must start with rtmp:// or rtmps://'],
    ['file:///etc/passwd', 'must start with rtmp:// or rtmps://'],
    ['rtmp://host/app', 'must name an application and a stream: rtmp://host/app/stream'],
    ['rtmp:///app/stream', 'must name a host'],
    ['rtmp://host/app/stream live=1', 'must not contain spaces or control characters'],
    ['rtmp://host/app/stream\n', 'must not contain spaces or control characters'],
    ['rtmp://host/app/str\u0000eam', 'must not contain spaces or control characters'],
    ['nonsense', 'must be a URL such as rtmp://host/app/stream'],
    [`rtmp://host/app/${'x'.repeat(2048)}`, 'must be at most 2048 bytes'],
  ])('%j', (url, problem) => {
    expect(sourceUrlProblem(url)).toBe(problem)
  })
})

test('rtmp and rtmps are taken, with port, query and nested stream names', () => {
  for (const url of ['rtmp://h/a/s', 'rtmps://h:443/a/s?key=1', 'rtmp://[::1]:1935/a/b/c'])
    expect(sourceUrlProblem(url)).toBe(null)
})

test('the stream is named by host, application and the rest', () => {
  expect(streamOfUrl('rtmp://origin.example:1936/live/room/1?key=x')).toEqual({
    domain: 'origin.example',
    app: 'live',
    stream: 'room/1',
  })
})

test('nothing secret is left in a redacted URL', () => {
  expect(redactUrl('rtmp://user:pw@h:1935/live/abcdef123456?auth=secret')).toBe(
    'rtmp://***@h:1935/live/abc***?***',
  )
  expect(redactUrl('not a url')).toBe('<not a url>')
})
