import { type RecordingWindow, ruleLimits } from '@tapedeck/domain'
import { liveError } from '../errors/aliyun-error.ts'

type Times = { StartTime?: number | undefined; EndTime?: number | undefined }

/** How far StartTime may be from now, to both sides. */
const maxDistanceMs = 7 * 24 * 3_600_000

/** Open on both sides. */
export const noWindow: RecordingWindow = { startMs: null, endMs: null }

/**
 * The window of a config for one stream. A longer one is shortened to 7 days, as the SDK says, and not refused.
 * @param former the side that is not sent stays; it may lie further from now than one that is sent
 * @throws AliyunError InvalidStartTime.Mismatch, InvalidEndTime.Mismatch
 */
export const windowOf = (
  { StartTime, EndTime }: Times,
  nowMs: number,
  former = noWindow,
): RecordingWindow => {
  if (StartTime !== undefined && Math.abs(StartTime - nowMs) > maxDistanceMs)
    throw liveError('InvalidStartTime.Mismatch')
  const startMs = StartTime ?? former.startMs
  const wantedEndMs = EndTime ?? former.endMs
  if (wantedEndMs === null) return { startMs, endMs: null }
  const endMs =
    startMs === null ? wantedEndMs : Math.min(wantedEndMs, startMs + ruleLimits.windowMs)
  // shortened, an end that is sent may be over: refused, for it would end what is being recorded
  const isOver = EndTime !== undefined && endMs <= nowMs
  if (isOver || (startMs !== null && endMs <= startMs)) throw liveError('InvalidEndTime.Mismatch')
  return { startMs, endMs }
}
