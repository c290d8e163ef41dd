/** Message types (RTMP 1.0 §5.4, §7.1). */
export const messageType = {
  setChunkSize: 1,
  abort: 2,
  acknowledgement: 3,
  userControl: 4,
  windowAckSize: 5,
  setPeerBandwidth: 6,
  audio: 8,
  video: 9,
  dataAmf3: 15,
  commandAmf3: 17,
  dataAmf0: 18,
  commandAmf0: 20,
  aggregate: 22,
} as const

/** One message as it came: of media only the first bytes are kept. */
export type RtmpMessage = {
  type: number
  streamId: number
  /** Length of the whole message, of which `payload` may be the beginning. */
  bytes: number
  payload: Buffer
}
