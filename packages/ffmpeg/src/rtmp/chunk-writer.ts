/** We never announce another chunk size than RTMP's default. */
const chunkSize = 128

/** One message cut into chunks (RTMP 1.0 §5.3). Its time stamp is 0. `chunkStreamId` is 2 to 63. */
export const encodeMessage = (message: {
  chunkStreamId: number
  type: number
  streamId: number
  payload: Buffer
}): Buffer => {
  const { chunkStreamId, type, streamId, payload } = message
  const head = Buffer.alloc(12)
  head.writeUInt8(chunkStreamId, 0)
  head.writeUIntBE(payload.length, 4, 3)
  head.writeUInt8(type, 7)
  head.writeUInt32LE(streamId, 8)
  const pieces: Buffer[] = [head, payload.subarray(0, chunkSize)]
  for (let offset = chunkSize; offset < payload.length; offset += chunkSize)
    pieces.push(Buffer.from([0xc0 | chunkStreamId]), payload.subarray(offset, offset + chunkSize))
  return Buffer.concat(pieces)
}
