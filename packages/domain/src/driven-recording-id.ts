import { createHash } from 'node:crypto'
import { newId } from './ids.ts'
import type { StreamName } from './recording.ts'

/**
 * The id of a recording that a stream's record drives. It stands in that record before the recording is made, so that whoever
 * carries out the wish makes the same one.
 * @param begun the number of the recording within the stream's record
 */
export const drivenRecordingId = (
  { domain, app, stream }: StreamName,
  begun: number,
  rendition: string | null,
  createdAtMs: number,
): string => {
  const name = JSON.stringify([domain, app, stream, begun, rendition, createdAtMs])
  return newId('rec', createdAtMs, createHash('sha256').update(name).digest())
}
