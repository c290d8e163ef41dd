import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fillPullUrl, pullUrlProblems } from './pull-url.ts'
import { sourceUrlProblem } from './source-url.ts'

const room = { domain: 'live.example.com', app: 'live', stream: 'room' }

test.each([
  ['rtmp://origin/{app}/{stream}', 'rtmp://origin/live/room'],
  ['rtmps://o:1936/{app}/{domain}_{stream}?k=v', 'rtmps://o:1936/live/live.example.com_room?k=v'],
  ['rtmp://{domain}/x/{stream}', 'rtmp://live.example.com/x/room'],
])('%s is filled in', (pattern, url) => {
  expect(pullUrlProblems(pattern)).toEqual([])
  expect(fillPullUrl(pattern, room)).toBe(url)
})

test('a value stays one segment, whatever is in it, and what looks like a variable is none', () => {
  const filled = (stream: string) => fillPullUrl('rtmp://o/a/{stream}', { ...room, stream })
  expect(filled('a/b?c#d e%')).toBe('rtmp://o/a/a%2Fb%3Fc%23d%20e%25')
  expect(filled('..')).toBe('rtmp://o/a/%2E%2E')
  expect(filled('{app}$&')).toBe('rtmp://o/a/%7Bapp%7D%24%26')
})

test('what is filled in is a source URL that names the same server', () => {
  // no URL can say "." or "..", however they are encoded: such a stream cannot be pulled
  const name = fc
    .string({ minLength: 1, maxLength: 100, unit: 'grapheme' })
    .filter((text) => text !== '.' && text !== '..')
  fc.assert(
    fc.property(name, name, (app, stream) => {
      const url = fillPullUrl('rtmp://origin:1935/{app}/{stream}', { ...room, app, stream })
      expect(sourceUrlProblem(url.slice(0, 2048))).toBeNull()
      expect(new URL(url).host).toBe('origin:1935')
    }),
  )
})

test.each([
  ['rtmp://origin/{app}/x', 'must contain {stream}'],
  ['rtmp://origin/{name}/{stream}', 'unknown variables {name}'],
  ['rtmp://origin/{app/{stream}', 'unpaired brace'],
  ['http://origin/{app}/{stream}', 'must start with rtmp://'],
  ['rtmp://origin/{stream}', 'must name an application and a stream'],
  ['rtmp://origin/{app}/{stream} live=1', 'must not contain spaces'],
  ['', 'must contain {stream}'],
])('%s is refused', (pattern, problem) => {
  expect(pullUrlProblems(pattern).join('; ')).toContain(problem)
})
