import { messageType, type RtmpMessage } from './rtmp-message.ts'

/**
 * Whether a message carries media, not only a description of it. Servers repeat sequence headers to every player,
 * for a while even after the publisher has left (FLV spec E.4.2.1, E.4.3.1; Enhanced RTMP v1 and v2).
 */
export const carriesMedia = ({ type, payload, bytes }: RtmpMessage): boolean => {
  if (type === messageType.aggregate) return bytes > 11
  const first = payload[0]
  if (first === undefined || bytes < 2) return false
  const second = payload[1] ?? 0
  if (type === messageType.audio) {
    const format = first >> 4
    if (format === 9) return isFrame(first & 0x0f)
    return format !== 10 || second !== 0
  }
  if (type !== messageType.video) return false
  if ((first & 0x80) !== 0) return isFrame(first & 0x0f)
  const isCommand = first >> 4 === 5
  const codec = first & 0x0f
  return !isCommand && ((codec !== 7 && codec !== 12) || second === 1)
}

/** Enhanced packet types: 1 and 3 are frames, 5 is several tracks; the others describe. */
const isFrame = (packetType: number): boolean =>
  packetType === 1 || packetType === 3 || packetType === 5
