import { expect, it } from 'vitest'
import { codecOfFlvId, codecOfName } from './codec-name.ts'

it('knows the names that servers use', () => {
  expect(
    ['H264', 'AVC', 'H.265', 'HEVC', 'hvc1', 'AV1', 'VP9', 'MPEG-4 Audio', '', null].map(
      codecOfName,
    ),
  ).toEqual(['h264', 'h264', 'h265', 'h265', 'h265', 'av1', 'vp9', null, null, null])
})

it('knows the numbers of FLV and the four characters of Enhanced RTMP', () => {
  expect(
    [7, 12, 0x68766331, 0x61763031, 0x76703039, 'avc1', 2, -1, 1.5, null, {}].map(codecOfFlvId),
  ).toEqual(['h264', 'h265', 'h265', 'av1', 'vp9', 'h264', null, null, null, null, null])
})
