import { describe, expect, it } from 'vitest'
import { flvTags } from '../../test/support/flv-tags.ts'
import { aacTrack, avcTrack, fragmentOf, opusTrack } from '../../test/support/synthetic.ts'
import type { InitSegment } from '../track.ts'
import { createFlvComposer } from './flv-composer.ts'

const init: InitSegment = { bytes: Buffer.alloc(0), tracks: [avcTrack(), aacTrack()] }
const video = (dts: number, isSync: boolean, ctsOffset = 0) => ({
  ...{ trackId: 1, dts, isSync, ctsOffset },
  data: Buffer.from([0xaa, dts & 0xff]),
})
const audio = (dts: number) => ({ trackId: 2, dts, duration: 21, data: Buffer.from([0xbb]) })

/** Video first and audio after it, as the runs of a fragment stand. */
const fragment = fragmentOf([
  ...[video(5000, true, 80), video(5040, false, 120), video(5080, false)],
  ...[audio(5000), audio(5021), audio(5042)],
])

/** The AMF0 number behind a name in onMetaData. */
const metadataNumber = (head: Buffer, name: string): number => {
  const key = Buffer.concat([Buffer.from([0, name.length]), Buffer.from(name)])
  const at = head.indexOf(key) + key.length
  expect(head[at]).toBe(0)
  return head.readDoubleBE(at + 1)
}

describe('an FLV body', () => {
  it('has the tags of both tracks in decoding order, video first at equal times', () => {
    const body = Buffer.concat(createFlvComposer(init, 5000).append(fragment))
    expect(flvTags(body).map(({ type, timestampMs }) => [type, timestampMs])).toEqual([
      ...[
        [9, 0],
        [8, 0],
        [8, 21],
        [9, 40],
        [8, 42],
        [9, 80],
      ],
    ])
    expect(flvTags(body)[3]?.data.toString('hex')).toBe('2701000078aab0')
  })

  it('goes on in extended timestamps beyond 24 bits', () => {
    const late = fragmentOf([video(20_000_000, true)])
    const [tag] = flvTags(Buffer.concat(createFlvComposer(init, 0).append(late)))
    expect(tag?.timestampMs).toBe(20_000_000)
  })

  it('is the same bytes again for the same fragments', () => {
    const once = Buffer.concat(createFlvComposer(init, 5000).append(fragment))
    const again = Buffer.concat(createFlvComposer(init, 5000).append(fragment))
    expect(once.equals(again)).toBe(true)
  })

  it('leaves out samples of tracks that the init segment no longer names', () => {
    const composer = createFlvComposer({ ...init, tracks: [aacTrack()] }, 5000)
    expect(flvTags(Buffer.concat(composer.append(fragment))).map(({ type }) => type)).toEqual([
      8, 8, 8,
    ])
  })
})

describe('an FLV head', () => {
  it('states duration, size and rate, and an index that points at the keyframe tags', () => {
    const composer = createFlvComposer(init, 5000)
    const second = fragmentOf([video(5120, true), audio(5130)])
    const body = Buffer.concat([...composer.append(fragment), ...composer.append(second)])
    const { head, durationMs } = composer.finish()
    const file = Buffer.concat([head, body])
    expect(durationMs).toBe(160)
    expect(metadataNumber(head, 'duration')).toBe(0.16)
    expect(metadataNumber(head, 'filesize')).toBe(file.length)
    expect(metadataNumber(head, 'framerate')).toBe(25)
    const keyframes = flvTags(file, 13).filter(
      ({ type, data }) => type === 9 && data[0] === 0x17 && data[1] === 1,
    )
    const at = head.indexOf('filepositions') + 'filepositions'.length
    expect(head.readUInt32BE(at + 1)).toBe(2)
    const positions = [0, 1].map((index) => head.readDoubleBE(at + 5 + index * 9 + 1))
    expect(positions).toEqual(keyframes.map(({ offset }) => offset))
  })

  it('says which kinds of tags follow, and brings the sequence headers', () => {
    const flags = (tracks: InitSegment['tracks']): number | undefined =>
      createFlvComposer({ ...init, tracks }, 0).provisionalHead()[4]
    expect([flags(init.tracks), flags([avcTrack()]), flags([aacTrack()])]).toEqual([5, 1, 4])
    const tags = flvTags(createFlvComposer(init, 0).provisionalHead(), 13)
    expect(tags.map(({ type }) => type)).toEqual([18, 9, 8])
    expect(tags[1]?.data.subarray(0, 2).toString('hex')).toBe('1700')
  })
})

it('refuses tracks that FLV has no tag for, and a second one of a kind', () => {
  const refused = [[avcTrack({ codec: 'vp9' })], [aacTrack(), opusTrack({ id: 3 })]]
  for (const tracks of refused) {
    expect(() => createFlvComposer({ ...init, tracks }, 0)).toThrow(/CODEC_UNSUPPORTED/)
  }
})
