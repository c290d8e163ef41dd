import { isTapedeckError } from '@tapedeck/contracts'
import { describe, expect, it } from 'vitest'
import { notification } from '../sample-notification.ts'
import { nginxRtmpNotifications } from './notification.ts'
import { streamsOfStatPage } from './stat-page.ts'

const session =
  'app=live&flashver=FMLE/3.0&swfurl=&tcurl=rtmp://Live.Example.com:1935/live&pageurl=&addr=10.0.0.9&clientid=17'
const published = `${session}&call=publish&name=stage&type=live`

const parse = (body: string) => nginxRtmpNotifications.parse(notification(body))

const problemsOf = (body: string): string[] => {
  try {
    parse(body)
  } catch (error) {
    if (isTapedeckError(error)) return error.problems.map(({ field }) => field)
  }
  throw new Error('was not refused')
}

describe('a callback of nginx-rtmp', () => {
  it('tells of a publication', () => {
    const common = {
      domain: 'live.example.com',
      app: 'live',
      stream: 'stage',
      publicationId: '17',
      codec: null,
      videoKbps: null,
    }
    expect(parse(`${published}&key=secret`)).toEqual({
      kind: 'published',
      ...common,
      args: { key: 'secret' },
    })
    expect(parse(`${session}&call=publish_done&name=stage&key=secret`)).toEqual({
      kind: 'unpublished',
      ...common,
      args: { key: 'secret' },
    })
  })

  it('cannot be given other names by the arguments of the publisher', () => {
    expect(
      parse(`${published}&name=other&app=other&call=publish_done&clientid=1&__proto__=1`),
    ).toMatchObject({
      kind: 'published',
      app: 'live',
      stream: 'stage',
      publicationId: '17',
      args: { name: 'other', app: 'other', call: 'publish_done', clientid: '1' },
    })
  })

  it('is of no interest otherwise', () => {
    for (const call of [
      'connect',
      'disconnect',
      'play',
      'play_done',
      'update_publish',
      'record_done',
    ])
      expect(parse(`app=&call=${call}`)).toEqual({ kind: 'other' })
  })

  it.each([
    [['call'], ''],
    [['call'], 'call='],
    [['app', 'name', 'clientid'], 'call=publish'],
    [['name'], `${session}&call=publish&name=&type=live`],
    [['name'], `${session}&call=publish&name=%2E%2E&type=live`],
    [['name'], `${session}&call=publish&name=${'x'.repeat(256)}&type=live`],
    [['app'], published.replace('app=live', 'app=%00')],
    [['tcurl'], published.replace('tcurl=', `tcurl=${'x'.repeat(4096)}`)],
    [['clientid'], published.replace('clientid=17', `clientid=${'1'.repeat(257)}`)],
  ])('with wrong %s is refused', (fields, body) => {
    expect(problemsOf(body)).toEqual(fields)
  })
})

const page = (streams: string) =>
  `<?xml version="1.0" encoding="utf-8" ?>\r\n<rtmp>\r\n<nginx_version>1.22.1</nginx_version><server>\r\n<application>\r\n<name>live</name>\r\n<live>\r\n${streams}<nclients>1</nclients>\r\n</live>\r\n</application>\r\n<application>\r\n<name>vod</name>\r\n</application>\r\n</server>\r\n</rtmp>\r\n`

describe('the status page of nginx-rtmp', () => {
  it('shows the streams that are published, not those that are waited for', () => {
    const xml = page(
      '<stream><name>a&amp;b</name><bw_video>900400</bw_video><client><id>3</id></client><client><id>17</id><publishing/><active/></client><meta><video><width>1</width><codec>H264</codec></video><audio></audio></meta><publishing/><active/></stream><stream><name>waited</name><client><id>4</id></client></stream>',
    )
    expect(streamsOfStatPage(xml)).toEqual([
      {
        domain: null,
        app: 'live',
        stream: 'a&b',
        hasExactName: true,
        publicationId: '17',
        codec: 'h264',
        videoKbps: 900,
      },
    ])
  })

  it('is understood when nothing is published, and without clients', () => {
    expect(streamsOfStatPage(page(''))).toEqual([])
    expect(streamsOfStatPage('<rtmp><server></server></rtmp>')).toEqual([])
    expect(
      streamsOfStatPage(page('<stream><name>1e3</name><publishing/></stream>'))[0],
    ).toMatchObject({ stream: '1e3', publicationId: null, codec: null, videoKbps: null })
  })

  it.each([
    ['<!DOCTYPE r [<!ENTITY e "x">]><rtmp><server/></rtmp>', 'declares a document type'],
    ['<rtmp><server>', 'not XML'],
    ['<html></html>', 'not one of rtmp_stat'],
    ['{}', 'not XML'],
    ['', 'not'],
  ])('that is %s is refused', (xml, message) => {
    expect(() => streamsOfStatPage(xml)).toThrow(message)
  })

  it('leaves alone what it cannot name, and expands nothing', () => {
    const xml = page(
      '<stream><name></name><publishing/></stream><stream><name>&#x2e;&e;</name><publishing/></stream><stream><name>__proto__</name><publishing/></stream>',
    )
    expect(streamsOfStatPage(xml).map(({ stream }) => stream)).toEqual(['&#x2e;&e;', '__proto__'])
  })
})
