import { imsActions, imsError } from '@tapedeck/aliyun'
import { newId, newRecording, type StorageTarget, snapshotOf, streamOfUrl } from '@tapedeck/domain'
import { currentTraceparent } from '@tapedeck/telemetry'
import type { ApiContext } from '../../api-context.ts'
import { storeRecording, wakeRecorder } from '../../recordings/accept-recording.ts'
import { acceptStorage } from '../../recordings/accepted-storage.ts'
import { requestFingerprint } from '../../recordings/request-fingerprint.ts'
import { assertReceivers } from '../../webhooks/accepted-receiver.ts'
import { handledBy } from '../action-handler.ts'
import { targetOfEndpoint } from '../oss-storage.ts'
import { findImsTemplate } from './find-template.ts'

/** Without an endpoint it is the configured S3; without a bucket besides, whatever the template or the installation says. */
const outputTarget = async (
  context: ApiContext,
  { Endpoint, Bucket }: { Endpoint?: string | undefined; Bucket?: string | undefined },
): Promise<StorageTarget | null> => {
  if (Endpoint === undefined) return Bucket === undefined ? null : { type: 's3', bucket: Bucket }
  const target = await targetOfEndpoint(context, Endpoint, Bucket ?? null)
  if (target === null) throw imsError('InvalidParameter', 'RecordOutput.Endpoint')
  return target
}

/** Like a recording that is submitted by the native API, told in the words of IMS. */
export const submitLiveRecordJob = handledBy(
  imsActions.submitLiveRecordJob,
  async ({ context }, { Name, TemplateId, StreamInput, RecordOutput, NotifyUrl }) => {
    assertReceivers(context, { field: 'NotifyUrl', url: NotifyUrl })
    const stored = await findImsTemplate(context, TemplateId)
    const wanted = await outputTarget(context, RecordOutput)
    const choice = { templateId: TemplateId }
    const { template, storage } = await acceptStorage(context, choice, snapshotOf(stored), wanted)
    const createdAtMs = context.clock()
    const recording = newRecording({
      id: newId('rec', createdAtMs, context.randomBytes(16)),
      name: Name,
      source: { type: 'rtmp', url: StreamInput.Url },
      stream: streamOfUrl(StreamInput.Url),
      templateId: TemplateId,
      template,
      storage,
      notifyUrl: NotifyUrl ?? template.notifyUrl,
      notifyDialect: NotifyUrl === undefined ? template.notifyDialect : 'aliyun-ims',
      tags: template.tags,
      traceparent: currentTraceparent(),
      createdAtMs,
    })
    const fingerprint = requestFingerprint(recording.id)
    await storeRecording(context, recording, { fingerprint, idempotencyKey: null })
    await wakeRecorder(context, recording)
    return { JobId: recording.id }
  },
)
