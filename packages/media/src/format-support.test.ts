import { expect, it } from 'vitest'
import { aacTrack, avcTrack, opusTrack } from '../test/support/synthetic.ts'
import { unsupportedTracks } from './format-support.ts'

const other = aacTrack({ id: 9, codec: 'other', codecConfig: null })
const av1 = avcTrack({ codec: 'av1' })

it('mp4 and cmaf copy every codec', () => {
  expect(unsupportedTracks('mp4', [av1, other])).toEqual([])
  expect(unsupportedTracks('cmaf', [av1, other])).toEqual([])
})

it('flv holds one track of each kind, in a codec it has a tag for', () => {
  const second = aacTrack({ id: 3 })
  expect(unsupportedTracks('flv', [av1, opusTrack(), second])).toEqual([second])
  expect(unsupportedTracks('flv', [avcTrack(), other])).toEqual([other])
})

it('m3u8 holds no AV1, and AAC only as far as ADTS can tell it', () => {
  const pce = aacTrack({ id: 4, codecConfig: Buffer.from('1180', 'hex') })
  expect(unsupportedTracks('m3u8', [av1, aacTrack(), opusTrack(), pce])).toEqual([av1, pce])
})
