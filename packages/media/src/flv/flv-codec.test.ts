import { describe, expect, it } from 'vitest'
import { aacTrack, avcTrack, opusTrack } from '../../test/support/synthetic.ts'
import { canCarryInFlv, metadataCodecId, samplePrefix, sequenceHeader } from './flv-codec.ts'

const hex = (bytes: Buffer | null): string => bytes?.toString('hex') ?? 'none'
const ascii = (text: string): string => Buffer.from(text).toString('hex')
const config = Buffer.from('c0ffee', 'hex')
const hevc = avcTrack({ codec: 'h265', codecConfig: config })
const av1 = avcTrack({ codec: 'av1', codecConfig: config })

describe('classic FLV tags', () => {
  it('carry H.264 with packet type and composition time', () => {
    expect(hex(samplePrefix(avcTrack(), true, 0x010203))).toBe('1701010203')
    expect(hex(samplePrefix(avcTrack(), false, -2))).toBe('2701fffffe')
    expect(hex(sequenceHeader(avcTrack({ codecConfig: config })))).toBe('1700000000c0ffee')
  })

  it('carry AAC with the fixed flags of the specification', () => {
    expect(hex(samplePrefix(aacTrack({ sampleRate: 22_050, channels: 1 }), true, 0))).toBe('af01')
    expect(hex(sequenceHeader(aacTrack()))).toBe('af001190')
  })

  it.each([
    [48_000, 2, '2f'],
    [44_100, 1, '2e'],
    [22_050, 2, '2b'],
    [11_025, 1, '26'],
    [8000, 1, 'e6'],
  ])(
    'carry MP3 of %i Hz and %i channels as %s, without a sequence header',
    (rate, channels, flags) => {
      const mp3 = aacTrack({ codec: 'mp3', codecConfig: null, sampleRate: rate, channels })
      expect(hex(samplePrefix(mp3, true, 0))).toBe(flags)
      expect(sequenceHeader(mp3)).toBeNull()
    },
  )
})

describe('enhanced RTMP tags', () => {
  it('carry H.265 as hvc1 with a composition time in CodedFrames alone', () => {
    expect(hex(sequenceHeader(hevc))).toBe(`90${ascii('hvc1')}c0ffee`)
    expect(hex(samplePrefix(hevc, true, 80))).toBe(`91${ascii('hvc1')}000050`)
    expect(hex(samplePrefix(hevc, false, -1))).toBe(`a1${ascii('hvc1')}ffffff`)
  })

  it('carry AV1 as av01 without a composition time', () => {
    expect(hex(sequenceHeader(av1))).toBe(`90${ascii('av01')}c0ffee`)
    expect(hex(samplePrefix(av1, false, 0))).toBe(`a1${ascii('av01')}`)
  })

  it('carry Opus by FourCC with its little-endian identification header', () => {
    const head = `${ascii('OpusHead')}01023801${'80bb0000'}000000`
    expect(hex(sequenceHeader(opusTrack()))).toBe(`90${ascii('Opus')}${head}`)
    expect(hex(samplePrefix(opusTrack(), true, 0))).toBe(`91${ascii('Opus')}`)
  })

  it('name their codecs in onMetaData by the FourCC as a number', () => {
    expect(metadataCodecId(hevc)).toBe(0x68766331)
    expect(metadataCodecId(av1)).toBe(0x61763031)
    expect(metadataCodecId(opusTrack())).toBe(0x4f707573)
    expect([avcTrack(), aacTrack(), aacTrack({ codec: 'mp3' })].map(metadataCodecId)).toEqual([
      7, 10, 2,
    ])
  })
})

it('refuses codecs without a tag, and codecs whose configuration is missing', () => {
  expect(canCarryInFlv(avcTrack({ codec: 'vp9' }))).toBe(false)
  expect(canCarryInFlv(aacTrack({ codec: 'other' }))).toBe(false)
  expect(canCarryInFlv(avcTrack({ codecConfig: null }))).toBe(false)
  expect(canCarryInFlv(opusTrack({ codecConfig: Buffer.alloc(4) }))).toBe(false)
})
