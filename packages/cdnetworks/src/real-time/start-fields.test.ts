import { describe, expect, test } from 'vitest'
import { readStart } from './start-fields.ts'

const named = { templateId: '7', pullDomain: 'Pull.Example.com', appName: 'live' }
const streams = (body: object) =>
  readStart(body).streams.map(({ stream: { domain, app, stream }, url }) => [
    `${domain}/${app}/${stream}`,
    url,
  ])

describe('what is to be recorded now', () => {
  test('is named with commas between', () => {
    expect(streams({ ...named, streamNames: 'a, b,,a ' })).toEqual([
      ['pull.example.com/live/a', null],
      ['pull.example.com/live/b', null],
    ])
  })

  test('is named in a list', () => {
    expect(streams({ ...named, streamNames: ['a', 'b c'] })).toEqual([
      ['pull.example.com/live/a', null],
      ['pull.example.com/live/b c', null],
    ])
  })

  test('is named by delivery URLs, wherever they stand', () => {
    const urls = ['rtmp://h.example/app/one?token=1', 'https://H.example/app/two.m3u8']
    const wanted = [
      ['h.example/app/one', urls[0]],
      ['h.example/app/two', null],
    ]
    expect(streams({ templateId: 7, streamNames: urls.join(',') })).toEqual(wanted)
    expect(streams({ templateId: '7', streamUrls: urls })).toEqual(wanted)
    expect(streams({ templateId: '7', urls })).toEqual(wanted)
  })

  test.each([
    ['no template', { ...named, templateId: undefined, streamNames: 'a' }, 'templateId'],
    [
      'a template that is no number',
      { ...named, templateId: 'tpl_x', streamNames: 'a' },
      'templateId',
    ],
    ['no stream', { ...named, streamNames: ' , ' }, 'must name a stream'],
    ['six streams', { ...named, streamNames: 'a,b,c,d,e,f' }, 'at most 5'],
    ['no domain', { ...named, pullDomain: undefined, streamNames: 'a' }, 'pullDomain'],
    ['no application', { ...named, appName: '', streamNames: 'a' }, 'appName'],
    ['a broken URL', { templateId: '7', streamNames: 'rtmp://[' }, 'no URL'],
    ['a URL without a server', { templateId: '7', streamNames: 'rtmp://' }, 'pullDomain'],
    ['a URL of a server alone', { templateId: '7', urls: 'rtmp://h.example/app' }, 'streamName'],
    [
      'a URL that is badly encoded',
      { templateId: '7', urls: 'rtmp://h.example/app/%zz' },
      'no URL',
    ],
  ])('is refused with %s', (_title, body, wanted) => {
    expect(() => readStart(body)).toThrow(wanted)
  })
})
