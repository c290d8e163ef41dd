import type { RecorderConfig } from '@tapedeck/config'
import type { Logger, Metrics, Releasers } from '@tapedeck/telemetry'

/** What a recorder is started with; everything that it takes is given to `releasers`. */
export type RecorderApp = {
  config: RecorderConfig
  logger: Logger
  metrics: Metrics
  releasers: Releasers
}
