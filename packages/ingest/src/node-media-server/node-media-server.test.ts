import { isTapedeckError } from '@tapedeck/contracts'
import { describe, expect, it } from 'vitest'
import { notification } from '../sample-notification.ts'
import { nodeMediaServerNotifications } from './notification.ts'

const published = {
  id: 'mbq2x1a0k3j9d8f7',
  ip: '127.0.0.1:52310',
  app: 'live',
  name: 'stage',
  query: { key: 'a&b', list: ['1', '2'], deep: { x: '1' } },
  protocol: 'rtmp',
  createtime: 1_700_000_000_000,
  endtime: 0,
  inbytes: 3500,
  outbytes: 3100,
  filePath: '',
  action: 'postPublish',
}

const parse = (body: unknown) =>
  nodeMediaServerNotifications.parse(notification(JSON.stringify(body)))

const problemsOf = (body: unknown): string[] => {
  try {
    parse(body)
  } catch (error) {
    if (isTapedeckError(error)) return error.problems.map(({ field }) => field)
  }
  throw new Error('was not refused')
}

describe('a notification of Node-Media-Server', () => {
  it('tells of a publication', () => {
    expect(parse(published)).toEqual({
      kind: 'published',
      domain: null,
      app: 'live',
      stream: 'stage',
      publicationId: 'mbq2x1a0k3j9d8f7',
      codec: null,
      videoKbps: null,
      args: { key: 'a&b', list: '1' },
    })
    for (const action of ['donePublish', 'donePlay'])
      expect(parse({ ...published, action })).toMatchObject({ kind: 'unpublished' })
  })

  it('is of no interest otherwise, nor of a connection that said nothing', () => {
    for (const action of ['prePublish', 'prePlay', 'postPlay', 'postRecord', 'doneRecord'])
      expect(parse({ action })).toEqual({ kind: 'other' })
    expect(parse({ ...published, action: 'donePlay', app: '', name: '' })).toEqual({
      kind: 'other',
    })
  })

  it.each([
    ['action', { action: null }],
    ['id', { id: {} }],
    ['app', { app: '' }],
    ['name', { name: 7 }],
    ['name', { name: 'x'.repeat(300) }],
  ])('with a wrong %s is refused, naming it (%j)', (field, part) => {
    expect(problemsOf({ ...published, ...part })).toEqual([field])
  })

  it('takes no arguments from anything but an object', () => {
    for (const query of [null, 'a=1', [['a', '1']], 7])
      expect(parse({ ...published, query })).toMatchObject({ args: {} })
    const hostile = JSON.stringify(published).replace('"key":"a&b"', '"__proto__":"x"')
    expect(nodeMediaServerNotifications.parse(notification(hostile))).toMatchObject({
      args: { list: '1' },
    })
  })
})
