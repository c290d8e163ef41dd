import type { FaultOptions } from './fault-run.ts'

/** A picture that costs next to nothing for as long as an outage lasts. */
export const outageSource: NonNullable<FaultOptions['source']> = { size: '160x90', fps: 5 }

/** Many cycles end while the fault lasts. */
export const outageCycles: NonNullable<FaultOptions['cycles']> = {
  mp4: 60,
  flv: 45,
  m3u8: 60,
  cmaf: 50,
}

/** All of what waited is stored in this time, on a busy machine too. */
export const outageSettleMs = 300_000
