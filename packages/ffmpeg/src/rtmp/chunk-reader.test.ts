import fc from 'fast-check'
import { expect, test } from 'vitest'

import { ChunkReader } from './chunk-reader.ts'
import { encodeMessage } from './chunk-writer.ts'
import { messageType } from './rtmp-message.ts'

const payloadOf = (length: number): Buffer =>
  Buffer.from(Array.from({ length }, (_, index) => index % 251))

test('messages come out the same however the bytes are cut', () => {
  const message = fc.record({
    chunkStreamId: fc.integer({ min: 2, max: 6 }),
    type: fc.constantFrom(messageType.commandAmf0, messageType.dataAmf0),
    streamId: fc.integer({ min: 0, max: 5 }),
    length: fc.integer({ min: 0, max: 1000 }),
  })
  fc.assert(
    fc.property(
      fc.array(message, { maxLength: 8 }),
      fc.integer({ min: 1, max: 400 }),
      (sent, step) => {
        const bytes = Buffer.concat(
          sent.map(({ length, ...head }) => encodeMessage({ ...head, payload: payloadOf(length) })),
        )
        const reader = new ChunkReader()
        const found = []
        for (let offset = 0; offset < bytes.length; offset += step)
          found.push(...reader.push(bytes.subarray(offset, offset + step)))
        expect(found).toEqual(
          sent.map(({ type, streamId, length }) => ({
            type,
            streamId,
            bytes: length,
            payload: payloadOf(length),
          })),
        )
      },
    ),
  )
})

test('of media only the beginning is kept, and its whole length is told', () => {
  const payload = payloadOf(100_000)
  const bytes = encodeMessage({ chunkStreamId: 4, type: messageType.video, streamId: 1, payload })
  const [message] = new ChunkReader().push(bytes)
  expect(message).toEqual({
    type: messageType.video,
    streamId: 1,
    bytes: 100_000,
    payload: payload.subarray(0, 16),
  })
})

test('a new chunk size counts from the next chunk on', () => {
  const size = Buffer.alloc(4)
  size.writeUInt32BE(4096)
  const setSize = encodeMessage({
    chunkStreamId: 2,
    type: messageType.setChunkSize,
    streamId: 0,
    payload: size,
  })
  const head = Buffer.from([3, 0, 0, 0, 0, 0x0f, 0xa0, messageType.dataAmf0, 1, 0, 0, 0])
  const messages = new ChunkReader().push(Buffer.concat([setSize, head, payloadOf(4000)]))
  expect(messages.at(1)?.payload).toEqual(payloadOf(4000))
})

test('extended time stamps stand before the payload of every chunk', () => {
  const head = Buffer.from([3, 0xff, 0xff, 0xff, 0, 0, 130, messageType.dataAmf0, 1, 0, 0, 0])
  const time = Buffer.from([1, 0, 0, 0])
  const bytes = Buffer.concat([
    head,
    time,
    payloadOf(128),
    Buffer.from([0xc3]),
    time,
    payloadOf(130).subarray(128),
  ])
  const [message] = new ChunkReader().push(bytes)
  expect(message?.payload).toEqual(payloadOf(130))
})

test('more chunk streams than any server needs are refused', () => {
  const reader = new ChunkReader()
  const open = (id: number) =>
    reader.push(Buffer.from([0, id, 0, 0, 0, 0, 0, 0, messageType.video, 0, 0, 0, 0]))
  expect(() => {
    for (let id = 0; id < 200; id++) open(id)
  }).toThrow()
})
