import { expect, test } from 'vitest'

import { jpegSize } from './jpeg-size.ts'

const words = (...bytes: number[]): Buffer => Buffer.from(bytes)
const start = words(0xff, 0xd8)
const comment = words(0xff, 0xfe, 0, 4, 1, 2)
const frame = words(0xff, 0xc0, 0, 17, 8, 0, 180, 1, 64, 3)

test('the size stands in the frame header, wherever that is', () => {
  expect(jpegSize(Buffer.concat([start, frame]))).toEqual({ width: 320, height: 180 })
  expect(jpegSize(Buffer.concat([start, comment, frame]))).toEqual({ width: 320, height: 180 })
})

test('what is no JPEG, or is cut off, has no size', () => {
  expect(jpegSize(Buffer.alloc(0))).toBeNull()
  expect(jpegSize(Buffer.from('GIF89a and more'))).toBeNull()
  expect(jpegSize(Buffer.concat([start, comment, frame.subarray(0, 6)]))).toBeNull()
})
