import { describe, expect, it } from 'vitest'
import {
  aacEntry,
  audioTrack,
  avcEntry,
  syntheticInit,
  videoTrack,
} from '../../test/support/synthetic-media.ts'
import { makeBox, words } from './box.ts'
import { initFingerprint } from './init-fingerprint.ts'
import { parseInitSegment } from './init-segment.ts'

const invalid = expect.objectContaining({ code: 'STREAM_INVALID' })

const hevcConfig = (...types: number[]): Buffer =>
  Buffer.concat([
    Buffer.from('01016000000090000000000078f000fcfdf8f800000f', 'hex'),
    Buffer.from([types.length]),
    ...types.map((type) => Buffer.from([type, 0, 1, 0, 2, type << 1, 1])),
  ])
const videoEntry = (type: string, configType: string, config: Buffer): Buffer =>
  makeBox(type, Buffer.alloc(78), makeBox(configType, config))
const parseEntry = (track: typeof videoTrack, entry: Buffer) =>
  parseInitSegment(syntheticInit({ ...track, entry })).tracks[0]
const audioEntry = (type: string, ...boxes: Buffer[]): Buffer =>
  makeBox(type, Buffer.alloc(16), words(0x20010, 0, 48_000 * 65_536), ...boxes)

describe('an init segment', () => {
  it.each([
    ['hvc1', 'hvcC', hevcConfig(32, 33, 34), 'h265', 'hvc1.1.6.L120.90'],
    ['av01', 'av1C', Buffer.from('81094c00', 'hex'), 'av1', 'av01.0.09M.10'],
    ['vp09', 'vpcC', Buffer.from('01000000021e8002020200', 'hex'), 'vp9', 'vp09.02.30.08'],
    ['avc3', 'avcC', Buffer.from('0142c01e', 'hex'), 'h264', 'avc3.42c01e'],
    ['mp4v', 'esds', Buffer.alloc(4), 'other', 'mp4v'],
  ])('names video of %s', (type, configType, config, codec, codecString) => {
    const track = parseEntry(videoTrack, videoEntry(type, configType, config))
    expect(track).toMatchObject({ kind: 'video', codec, codecString })
  })

  it('names audio', () => {
    expect(parseEntry(audioTrack, aacEntry())).toMatchObject({
      codec: 'aac',
      codecString: 'mp4a.40.2',
      codecConfig: Buffer.from([0x12, 0x10]),
      channels: 2,
      sampleRate: 44_100,
    })
    const opus = audioEntry('Opus', makeBox('dOps', Buffer.from('0002', 'hex')))
    expect(parseEntry(audioTrack, opus)).toMatchObject({
      codec: 'opus',
      codecString: 'opus',
      codecConfig: Buffer.from([0, 2]),
    })
    expect(parseEntry(audioTrack, audioEntry('ac-3'))).toMatchObject({ codec: 'other' })
  })

  it('calls H.265 hvc1 when its parameter sets are all there', () => {
    const bytes = syntheticInit({
      ...videoTrack,
      entry: videoEntry('hev1', 'hvcC', hevcConfig(32, 33, 34)),
    })
    const before = Buffer.from(bytes)
    const init = parseInitSegment(bytes)
    expect(bytes).toEqual(before)
    expect(init.tracks[0]?.codecString).toBe('hvc1.1.6.L120.90')
    expect(init.tracks[0]?.codecConfig?.[23]).toBe(0x80 | 32)
    expect(init.bytes.includes('hev1')).toBe(false)
  })

  it('leaves H.265 as hev1 when parameter sets stand in the stream', () => {
    for (const config of [hevcConfig(39), hevcConfig(32, 33)]) {
      const track = parseEntry(videoTrack, videoEntry('hev1', 'hvcC', config))
      expect(track?.codecString).toBe('hev1.1.6.L120.90')
    }
  })

  it.each([
    ['hvcC that is cut short', videoEntry('hev1', 'hvcC', hevcConfig(32, 33).subarray(0, 30))],
    ['avcC that is cut short', videoEntry('avc1', 'avcC', Buffer.from([1, 100]))],
    ['no avcC', makeBox('avc1', Buffer.alloc(78))],
  ])('is refused with %s', (_, entry) => {
    expect(() => parseEntry(videoTrack, entry)).toThrow(invalid)
  })
})

describe('the fingerprint of an init segment', () => {
  const fingerprint = (...tracks: (typeof videoTrack)[]): string =>
    initFingerprint(parseInitSegment(syntheticInit(...tracks)))
  const usual = fingerprint(videoTrack, audioTrack)

  it('does not depend on bit rates', () => {
    const video = { ...videoTrack, entry: avcEntry(320, 180, 1_000_000) }
    const audio = { ...audioTrack, entry: aacEntry(128_000) }
    expect(fingerprint(video, audio)).toBe(usual)
  })

  it.each([
    ['the picture', [{ ...videoTrack, entry: avcEntry(640, 360) }, audioTrack]],
    ['a timescale', [{ ...videoTrack, timescale: 90_000 }, audioTrack]],
    ['a track number', [{ ...videoTrack, id: 3 }, audioTrack]],
    ['the number of tracks', [videoTrack]],
  ])('changes with %s', (_, tracks) => {
    expect(fingerprint(...tracks)).not.toBe(usual)
  })
})
