import { type RecordingInputBody, TapedeckError, toStorageTarget } from '@tapedeck/contracts'
import {
  isFinal,
  newId,
  newRecording,
  type Recording,
  type StreamName,
  streamOfUrl,
} from '@tapedeck/domain'
import type { Store } from '@tapedeck/store'
import { currentTraceparent } from '@tapedeck/telemetry'
import type { ApiContext } from '../api-context.ts'
import { chosenTemplate } from '../templates/chosen-template.ts'
import { assertReceivers } from '../webhooks/accepted-receiver.ts'
import { acceptStorage } from './accepted-storage.ts'
import { requestFingerprint } from './request-fingerprint.ts'

/** A request to record, with the key by which its repetitions are recognised. */
export type AcceptRequest = {
  body: RecordingInputBody
  idempotencyKey: string | null
  /** How its stream is called, where that is known better than by the source URL. */
  stream?: StreamName
}

/** Renditions are made of streams, which rules and commands record. */
const onlyRenditions = (isNamed: boolean): TapedeckError => {
  const field = isNamed ? 'templateId' : 'template.formats'
  const message = 'must have formats of its own: renditions are made of live streams only'
  return new TapedeckError('INPUT_INVALID', {
    detail: `${field}: ${message}`,
    problems: [{ field, message }],
  })
}

/** Validates the whole request into a recording; nothing is stored before that. */
const plan = async (
  context: ApiContext,
  { body, stream = streamOfUrl(body.source.url) }: AcceptRequest,
): Promise<Recording> => {
  const wanted = body.storage === undefined ? null : toStorageTarget(body.storage)
  assertReceivers(context, { field: 'notifyUrl', url: body.notifyUrl })
  const chosen = await chosenTemplate(context, body)
  if (chosen.formats.length === 0) throw onlyRenditions(body.template === undefined)
  const { template, storage } = await acceptStorage(context, body, chosen, wanted)
  const createdAtMs = context.clock()
  return newRecording({
    id: body.id ?? newId('rec', createdAtMs, context.randomBytes(16)),
    name: body.name ?? null,
    source: body.source,
    stream,
    templateId: body.templateId ?? null,
    template,
    storage,
    notifyUrl: body.notifyUrl ?? template.notifyUrl,
    notifyDialect:
      body.notifyUrl === undefined ? template.notifyDialect : (body.notifyDialect ?? 'standard'),
    tags: [...new Set([...template.tags, ...(body.tags ?? [])])],
    traceparent: currentTraceparent(),
    createdAtMs,
  })
}

/** The record is what counts: a job that could not be added is added by the reconciler. */
export const wakeRecorder = async (
  { producer, logger }: ApiContext,
  recording: Recording,
): Promise<void> => {
  if (isFinal(recording.state)) return
  try {
    await producer.record.add({ recordingId: recording.id })
  } catch (err) {
    logger.error({ err, recordingId: recording.id }, 'no recorder could be woken')
  }
}

/** Stores a new recording; one whose keys another might have is kept apart from it. */
export const storeRecording = (
  { store, storage }: Pick<ApiContext, 'store' | 'storage'>,
  recording: Recording,
  request: { fingerprint: string; idempotencyKey: string | null },
): ReturnType<Store['recordings']['create']> =>
  store.recordings.create(recording, { ...request, placeOf: (target) => storage(target).place })

/**
 * Accepts a recording, or finds the one that the same request made before.
 * @throws TapedeckError TEMPLATE_NOT_FOUND, WEBHOOK_ADDRESS_REFUSED, STORAGE_*, or RECORDING_EXISTS when the id or key was used for another request
 */
export const acceptRecording = async (
  context: ApiContext,
  accept: AcceptRequest,
): Promise<{ recording: Recording; isNew: boolean }> => {
  const { store } = context
  const { body, idempotencyKey } = accept
  const request = { fingerprint: requestFingerprint(body), idempotencyKey }
  // a repetition is answered even if its template or its storage is gone meanwhile
  const known = await store.recordings.find({ id: body.id ?? null, ...request })
  const { outcome, recording } =
    known ?? (await storeRecording(context, await plan(context, accept), request))
  if (outcome === 'conflict')
    throw new TapedeckError('RECORDING_EXISTS', {
      detail: 'Another request with this id or Idempotency-Key was accepted before.',
      problems: [
        {
          field: body.id === recording.id ? 'id' : 'Idempotency-Key',
          message: 'was used for another request',
        },
      ],
    })
  if (outcome === 'created')
    context.logger.info({ recordingId: recording.id }, 'recording accepted')
  await wakeRecorder(context, recording)
  return { recording, isNew: outcome === 'created' }
}
