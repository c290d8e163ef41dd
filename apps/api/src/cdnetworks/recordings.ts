import { errorAnswer, readStart, startResult, type WantedStream } from '@tapedeck/cdnetworks'
import { snapshotOf } from '@tapedeck/domain'
import type { ApiContext } from '../api-context.ts'
import { acceptTemplateStorages } from '../recordings/accepted-storage.ts'
import { stopRecording } from '../recordings/control-recording.ts'
import type { Operation } from './operation.ts'
import { type StartTemplate, startStream } from './start-stream.ts'
import { findTemplate } from './templates.ts'

const startOne = async (context: ApiContext, wanted: WantedStream, how: StartTemplate) => {
  try {
    return startResult(wanted, { persistentId: await startStream(context, wanted, how) })
  } catch (error) {
    const { code, message } = errorAnswer(error)
    if (code >= 500) context.logger.error({ err: error }, 'a stream could not be recorded')
    return startResult(wanted, { code, message })
  }
}

/** StartRealTimeRecord: a result per stream; one that is not live does not keep others from it. */
export const startRecordings: Operation = async (context, { fields }) => {
  const { templateId, streams } = readStart(fields)
  const found = await findTemplate(context, templateId)
  const { id } = found.template
  const source = { templateId: id }
  const template = await acceptTemplateStorages(context, source, snapshotOf(found.template))
  return Promise.all(
    streams.map((wanted) => startOne(context, wanted, { templateId: id, template })),
  )
}

/** StopRealTimeRecord: what has ended, or is ending, stays as it is. */
export const endRecording: Operation = async (context, { id }) => {
  await stopRecording(context, id, 'graceful')
}
