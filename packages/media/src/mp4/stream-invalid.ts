import { TapedeckError } from '@tapedeck/contracts'

/** The error for bytes that are not the fragmented MP4 we asked for. */
export const streamInvalid = (detail: string): TapedeckError =>
  new TapedeckError('STREAM_INVALID', { detail })
