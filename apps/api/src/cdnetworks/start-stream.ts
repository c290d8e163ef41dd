import { CdnetworksError, type WantedStream } from '@tapedeck/cdnetworks'
import { isTapedeckError } from '@tapedeck/contracts'
import { fillPullUrl, type RecordingTemplate, type StreamName } from '@tapedeck/domain'
import { probeStream } from '@tapedeck/ffmpeg'
import type { ApiContext } from '../api-context.ts'
import { acceptRecording } from '../recordings/accept-recording.ts'
import { knownDomain } from './known-domain.ts'

/** How long a server is given to answer, and then to send the first media. */
const connectTimeoutMs = 3000
const patienceMs = 4000

/** With which template, as both sides know it. */
export type StartTemplate = { templateId: string; template: RecordingTemplate }

/** The recording that a client began with the same template: asked again, it is the same. */
const begunBefore = async (
  { store }: ApiContext,
  stream: StreamName,
  templateId: string,
): Promise<string | null> => {
  const live = await store.streams.get(stream)
  const same = live?.recordings.find(
    ({ cause, wish, rendition, inForce }) =>
      cause === 'command' &&
      wish === 'run' &&
      rendition === null &&
      inForce.templateId === templateId,
  )
  return same?.recordingId ?? null
}

/**
 * Makes sure that a stream plays. A server that this host cannot reach may be one that a recorder reaches: then the recorder
 * finds out.
 * @throws CdnetworksError 404
 */
const assertPlays = async ({ closing }: ApiContext, url: string): Promise<void> => {
  const { kind, detail } = await probeStream({
    url,
    signal: closing,
    connectTimeoutMs,
    patienceMs,
  })
  if (kind !== 'live' && kind !== 'unreachable')
    throw new CdnetworksError('STREAM_NOT_LIVE', `The stream is not live: ${detail}.`)
}

/** Records from where the stream is pulled, beside whatever else is recorded of it. */
const recordDirectly = async (
  context: ApiContext,
  { stream, url }: WantedStream,
  { templateId }: StartTemplate,
): Promise<string> => {
  const { pullUrlPattern } = await knownDomain(context, stream.domain)
  const source = { type: 'rtmp' as const, url: url ?? fillPullUrl(pullUrlPattern, stream) }
  await assertPlays(context, source.url)
  const { recording } = await acceptRecording(context, {
    body: { source, templateId },
    idempotencyKey: null,
    stream,
  })
  return recording.id
}

/**
 * Records a live stream until it ends or is stopped.
 * @returns the id of the recording
 * @throws CdnetworksError, TapedeckError
 */
export const startStream = async (
  context: ApiContext,
  wanted: WantedStream,
  how: StartTemplate,
): Promise<string> => {
  await knownDomain(context, wanted.stream.domain)
  const [outcome] = await context.control.recordNow([wanted.stream], how)
  if (outcome?.recordingId) return outcome.recordingId
  const code = isTapedeckError(outcome?.error) ? outcome.error.code : null
  if (code === 'STREAM_ALREADY_RECORDED') {
    const before = await begunBefore(context, wanted.stream, how.templateId)
    return before ?? recordDirectly(context, wanted, how)
  }
  // nobody told of it: it may be live all the same
  if (code === 'STREAM_NOT_LIVE') return recordDirectly(context, wanted, how)
  throw outcome?.error
}
