import { type RecordingWindow, ruleLimits } from '@tapedeck/domain'
import { liveError } from '../errors/aliyun-error.ts'

type Times = { StartTime?: number | undefined; EndTime?: number | undefined }

/** How far StartTime may be from now, to both sides. */
const maxDistanceMs = 7 * 24 * 3_600_000

/**
 * The window of a config for one stream. A longer one is shortened to 7 days, as the SDK says, and not refused.
 * @throws AliyunError InvalidStartTime.Mismatch, InvalidEndTime.Mismatch
 */
export const windowOf = ({ StartTime, EndTime }: Times, nowMs: number): RecordingWindow => {
  if (StartTime !== undefined && Math.abs(StartTime - nowMs) > maxDistanceMs)
    throw liveError('InvalidStartTime.Mismatch')
  if (EndTime !== undefined && EndTime <= Math.max(nowMs, StartTime ?? nowMs))
    throw liveError('InvalidEndTime.Mismatch')
  const startMs = StartTime ?? null
  if (EndTime === undefined) return { startMs, endMs: null }
  const longest = startMs === null ? EndTime : startMs + ruleLimits.windowMs
  return { startMs, endMs: Math.min(EndTime, longest) }
}
