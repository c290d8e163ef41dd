import { createWatchdog, type TripReason, type Watchdog } from '@tapedeck/ffmpeg'
import type { PullSettings } from './pull-settings.ts'

/**
 * The watchdog of one pull. Before the first media only the first keyframe is waited for: until then ffmpeg writes no
 * picture however well the source delivers, and sees by itself when the source is silent.
 */
export const createPullWatchdog = (
  settings: PullSettings,
  onTrip: (reason: TripReason) => void,
): Watchdog => {
  const { firstKeyframeMs, monotonic: clock } = settings
  let isFlowing = false
  let isHeld = false
  let watchdog = createWatchdog({
    silentMs: firstKeyframeMs,
    stalledMediaMs: firstKeyframeMs,
    minMediaRatio: 0,
    ratioWindowMs: firstKeyframeMs,
    clock,
    onTrip,
  })
  return {
    bytes: (count) => watchdog.bytes(count),
    media: (endMs) => {
      if (!isFlowing) {
        isFlowing = true
        watchdog.stop()
        watchdog = createWatchdog({ ...settings, clock, onTrip })
        if (isHeld) watchdog.hold()
      }
      watchdog.media(endMs)
    },
    hold: () => {
      isHeld = true
      watchdog.hold()
    },
    release: () => {
      isHeld = false
      watchdog.release()
    },
    stop: () => watchdog.stop(),
  }
}
