import { isTapedeckError } from '@tapedeck/contracts'
import { describe, expect, it } from 'vitest'
import { notification } from '../sample-notification.ts'
import { genericNotifications } from './notification.ts'

const published = {
  event: 'publish',
  domain: 'Live.Example.com',
  app: 'live',
  stream: 'stage',
  id: 'p1',
  codec: 'HEVC',
  videoKbps: 2500,
  args: { key: 'x' },
}

const parse = (body: unknown) => genericNotifications.parse(notification(JSON.stringify(body)))

const problemsOf = (body: unknown): string[] => {
  try {
    parse(body)
  } catch (error) {
    if (isTapedeckError(error)) return error.problems.map(({ field }) => field)
  }
  throw new Error('was not refused')
}

describe('a generic notification', () => {
  it('tells of a publication', () => {
    expect(parse(published)).toEqual({
      kind: 'published',
      domain: 'live.example.com',
      app: 'live',
      stream: 'stage',
      publicationId: 'p1',
      codec: 'h265',
      videoKbps: 2500,
      args: { key: 'x' },
    })
    expect(parse({ event: 'unpublish', app: 'live', stream: 'stage' })).toEqual({
      kind: 'unpublished',
      domain: null,
      app: 'live',
      stream: 'stage',
      publicationId: null,
      codec: null,
      videoKbps: null,
      args: {},
    })
  })

  it.each([
    ['event', { event: 'on_publish' }],
    ['domain', { domain: 'not a host' }],
    ['app', { app: 7 }],
    ['stream', { stream: undefined }],
    ['id', { id: '' }],
    ['codec', { codec: 'x'.repeat(33) }],
    ['videoKbps', { videoKbps: -1 }],
    ['videoKbps', { videoKbps: '7' }],
    ['args', { args: ['a'] }],
    ['args.a', { args: { a: 1 } }],
    ['more', { more: 1 }],
  ])('with a wrong %s is refused, naming it (%j)', (field, part) => {
    expect(problemsOf({ ...published, ...part })).toEqual([field])
  })
})
