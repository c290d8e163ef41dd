import { TapedeckApiError } from '@tapedeck/client'
import { ConfigError, configExitCode } from '@tapedeck/config'
import { CommanderError } from 'commander'
import { DownloadError } from './files/download-error.ts'
import { UsageError } from './input/usage-error.ts'

/** What the command line ends with; docs/cli.md tells them. */
export const exitCodes = {
  done: 0,
  /** The API refused, or something did not work. */
  failed: 1,
  /** A command, an option or an input is wrong. */
  usage: 2,
  /** The API gave no answer. */
  unreachable: 3,
  notFound: 4,
  /** The key is missing, wrong or may not do it. */
  denied: 5,
  /** The recording that was waited for did not end as completed. */
  recordingFailed: 6,
  /** What was downloaded is not what was stored, or not whole. */
  download: 7,
  /** The environment is wrong (EX_CONFIG of sysexits.h). */
  config: configExitCode,
  /** Left by a second Ctrl-C. */
  interrupted: 130,
} as const

const ofStatus = (status: number): number => {
  if (status === 0) return exitCodes.unreachable
  if (status === 404) return exitCodes.notFound
  return status === 401 || status === 403 ? exitCodes.denied : exitCodes.failed
}

const isNetworkError = (error: unknown): boolean =>
  error instanceof TypeError && error.message === 'fetch failed'

/** What a command that threw ends with. */
export const exitCodeOf = (error: unknown): number => {
  if (error instanceof TapedeckApiError) return ofStatus(error.status)
  if (error instanceof UsageError) return exitCodes.usage
  if (error instanceof DownloadError) return exitCodes.download
  if (error instanceof ConfigError) return exitCodes.config
  if (error instanceof CommanderError)
    return error.exitCode === 0 ? exitCodes.done : exitCodes.usage
  return isNetworkError(error) ? exitCodes.unreachable : exitCodes.failed
}
