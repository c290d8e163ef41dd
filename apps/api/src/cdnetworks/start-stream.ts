import { CdnetworksError, type WantedStream } from '@tapedeck/cdnetworks'
import { isTapedeckError, type RecordingInputBody, TapedeckError } from '@tapedeck/contracts'
import {
  fillPullUrl,
  isFinal,
  newId,
  type RecordingTemplate,
  type StreamName,
} from '@tapedeck/domain'
import { probeStream } from '@tapedeck/ffmpeg'
import type { StartClaim } from '@tapedeck/store'
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

/** A claim whose recording was not made in this time was given up, or its recording is gone. */
const claimMs = 60_000
/** Each time the recording that stood for the start ended meanwhile. */
const maxTries = 5

/**
 * Makes a recording, or finds the one that the same request made and that still runs: clients ask again when an answer is lost,
 * and two may ask at the same time. What is asked for under one id is made once.
 * @throws TapedeckError
 */
const recordOnce = async (
  context: ApiContext,
  stream: StreamName,
  body: RecordingInputBody,
): Promise<string> => {
  const { store, clock, randomBytes } = context
  const { domain, app, stream: name } = stream
  const subject = JSON.stringify([domain, app, name, body.templateId, body.source.url])
  let over: StartClaim | null = null
  for (let tries = 0; tries < maxTries; tries++) {
    const nowMs = clock()
    const claim = await store.startClaims.claim(subject, newId('rec', nowMs, randomBytes(16)), over)
    over = claim
    const known = await store.recordings.get(claim.recordingId)
    if (known === null && nowMs - claim.claimedAtMs > claimMs) continue
    const id = claim.recordingId
    const { recording } = await acceptRecording(context, {
      body: { ...body, id },
      idempotencyKey: null,
      stream,
    })
    if (!isFinal(recording.state) && recording.desired.stop === null) return recording.id
  }
  throw new TapedeckError('SERVICE_BUSY', { detail: 'The stream ends and begins all the time.' })
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
  return recordOnce(context, stream, { source, templateId })
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
