import { expect, test } from 'vitest'

import { carriesMedia } from './media-message.ts'
import { messageType } from './rtmp-message.ts'

const { audio, video, aggregate, dataAmf0 } = messageType

test.each([
  ['an AVC sequence header', video, [0x17, 0, 0, 0, 0], false],
  ['an AVC keyframe', video, [0x17, 1, 0, 0, 0], true],
  ['an AVC frame', video, [0x27, 1, 0, 0, 0], true],
  ['an AVC end of sequence', video, [0x17, 2, 0, 0, 0], false],
  ['a video command', video, [0x57, 0], false],
  ['an enhanced sequence start', video, [0x90, 0x68, 0x76, 0x63, 0x31], false],
  ['an enhanced frame', video, [0xa1, 0x68, 0x76, 0x63, 0x31], true],
  ['an enhanced frame without composition time', video, [0xa3, 0x68, 0x76, 0x63, 0x31], true],
  ['enhanced metadata', video, [0x94, 0x68, 0x76, 0x63, 0x31], false],
  ['an AAC sequence header', audio, [0xaf, 0, 0x12], false],
  ['an AAC frame', audio, [0xaf, 1, 0x21], true],
  ['an MP3 frame', audio, [0x2f, 0xff], true],
  ['an enhanced audio sequence start', audio, [0x90, 0x4f], false],
  ['an enhanced audio frame', audio, [0x91, 0x4f], true],
  ['an empty message', audio, [], false],
  ['metadata', dataAmf0, [2, 0, 10], false],
  ['an aggregate', aggregate, Array.from({ length: 16 }, () => 9), true],
])('%s is told from the other', (_name, type, bytes, isMedia) => {
  const payload = Buffer.from(bytes)
  expect(carriesMedia({ type, streamId: 1, bytes: payload.length, payload })).toBe(isMedia)
})
