import { liveActions, liveError } from '@tapedeck/aliyun'
import { isTapedeckError } from '@tapedeck/contracts'
import { handledBy } from '../action-handler.ts'

/** A stream without a config is told as such, whether it is being pushed or not. */
export const realTimeRecordCommand = handledBy(
  liveActions.realTimeRecordCommand,
  async ({ context }, { DomainName, AppName, StreamName, Command }) => {
    const stream = { domain: DomainName, app: AppName, stream: StreamName }
    try {
      await context.control.command(stream, Command)
    } catch (error) {
      const isOffline = isTapedeckError(error) && error.code === 'STREAM_NOT_LIVE'
      if (isOffline && (await context.store.rules.matching(stream)).length === 0)
        throw liveError('CodeConfigNotFound', 'No config found')
      throw error
    }
    return {}
  },
)
