import { expect, it } from 'vitest'
import { type MediaPlaylist, renderMediaPlaylist } from './playlist.ts'

const slice = (uri: string, durationMs: number) => ({
  ...{ uri, durationMs },
  discontinuity: false,
  programDateTimeMs: null,
})

const ts: MediaPlaylist = {
  type: 'EVENT',
  targetDurationSeconds: 30,
  mediaSequence: 0,
  initUri: null,
  slices: [slice('0.ts', 29_999.5), slice('1.ts', 2002)],
  isEnded: false,
}

it('renders a growing TS playlist', () => {
  expect(renderMediaPlaylist(ts).split('\n')).toEqual([
    '#EXTM3U',
    '#EXT-X-VERSION:3',
    '#EXT-X-INDEPENDENT-SEGMENTS',
    '#EXT-X-TARGETDURATION:30',
    '#EXT-X-MEDIA-SEQUENCE:0',
    '#EXT-X-PLAYLIST-TYPE:EVENT',
    '#EXTINF:29.999500,',
    '0.ts',
    '#EXTINF:2.002000,',
    '1.ts',
    '',
  ])
})

it('renders a finished playlist with initialization section, clock times and a discontinuity', () => {
  const second = { ...slice('1.m4s', 6000), discontinuity: true, programDateTimeMs: 1_000_500 }
  const rendered = renderMediaPlaylist({
    ...ts,
    type: 'VOD',
    initUri: 'init.mp4',
    slices: [slice('0.m4s', 6000), second],
    isEnded: true,
  })
  expect(rendered.split('\n').slice(1)).toEqual([
    '#EXT-X-VERSION:7',
    '#EXT-X-INDEPENDENT-SEGMENTS',
    '#EXT-X-TARGETDURATION:30',
    '#EXT-X-MEDIA-SEQUENCE:0',
    '#EXT-X-PLAYLIST-TYPE:VOD',
    '#EXT-X-MAP:URI="init.mp4"',
    '#EXTINF:6.000000,',
    '0.m4s',
    '#EXT-X-DISCONTINUITY',
    '#EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:16:40.500Z',
    '#EXTINF:6.000000,',
    '1.m4s',
    '#EXT-X-ENDLIST',
    '',
  ])
})

it('never states a target below a slice', () => {
  const long = renderMediaPlaylist({ ...ts, slices: [slice('0.ts', 33_500)] })
  expect(long).toContain('#EXT-X-TARGETDURATION:34\n')
})

it.each(['', '#0.ts', 'a b.ts', 'a\n#EXT-X-KEY:METHOD=NONE', 'a".ts', 'ä.ts'])(
  'refuses %j as a URI',
  (uri) => {
    const broken = { ...ts, slices: [slice(uri, 1)] }
    expect(() => renderMediaPlaylist(broken)).toThrow(/SERVICE_BUG/)
    expect(() => renderMediaPlaylist({ ...ts, initUri: uri })).toThrow(/SERVICE_BUG/)
  },
)

it('changes the initialization section where a slice needs another', () => {
  const second = { ...slice('1.m4s', 6000), discontinuity: true, initUri: 'b.init.mp4' }
  const playlist = { ...ts, slices: [{ ...slice('0.m4s', 6000), initUri: 'a.init.mp4' }, second] }
  expect(renderMediaPlaylist(playlist).split('\n')).toEqual([
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    '#EXT-X-INDEPENDENT-SEGMENTS',
    '#EXT-X-TARGETDURATION:30',
    '#EXT-X-MEDIA-SEQUENCE:0',
    '#EXT-X-PLAYLIST-TYPE:EVENT',
    '#EXT-X-MAP:URI="a.init.mp4"',
    '#EXTINF:6.000000,',
    '0.m4s',
    '#EXT-X-DISCONTINUITY',
    '#EXT-X-MAP:URI="b.init.mp4"',
    '#EXTINF:6.000000,',
    '1.m4s',
    '',
  ])
})

it('counts what left a growing playlist', () => {
  const sliding = { ...ts, type: null, mediaSequence: 7, discontinuitySequence: 2 }
  const lines = renderMediaPlaylist(sliding).split('\n')
  expect(lines.slice(4, 6)).toEqual(['#EXT-X-MEDIA-SEQUENCE:7', '#EXT-X-DISCONTINUITY-SEQUENCE:2'])
  expect(lines.some((line) => line.includes('PLAYLIST-TYPE'))).toBe(false)
})
