import { CdnetworksError } from '@tapedeck/cdnetworks'
import {
  finalStates,
  type RecordingState,
  recordingStates,
  type StoredRule,
} from '@tapedeck/domain'
import type { RuleFilter } from '@tapedeck/store'
import type { ApiContext } from '../api-context.ts'

const pageSize = 200

/** Every rule that fits a filter, newest first. */
export const rulesOf = async function* (
  { store }: ApiContext,
  filter: Partial<RuleFilter>,
): AsyncGenerator<StoredRule> {
  const wanted = { domain: null, app: null, stream: null, templateId: null, ...filter }
  let cursor: string | null = null
  do {
    const page = await store.rules.list(wanted, { limit: pageSize, cursor })
    yield* page.items
    cursor = page.nextCursor
  } while (cursor !== null)
}

const running = recordingStates.filter(
  (state) => !(finalStates as readonly RecordingState[]).includes(state),
)

const isRecordedWith = async ({ store }: ApiContext, templateId: string): Promise<boolean> => {
  const filter = { states: running, name: null, createdAfterMs: null, createdBeforeMs: null }
  let cursor: string | null = null
  do {
    const page = await store.recordings.list(filter, { limit: pageSize, cursor })
    if (page.items.some((recording) => recording.templateId === templateId)) return true
    cursor = page.nextCursor
  } while (cursor !== null)
  return false
}

/**
 * Refuses while something is recorded with a template. Rules that name it do not count as long as no stream is recorded by them.
 * @param templateId of the template of Tapedeck
 * @throws CdnetworksError 409
 */
export const assertNotRecording = async (
  context: ApiContext,
  templateId: string,
): Promise<void> => {
  const inUse = new CdnetworksError('TEMPLATE_IN_USE', 'Something is recorded with the template.')
  if (await isRecordedWith(context, templateId)) throw inUse
  for await (const rule of rulesOf(context, { templateId })) {
    const [stream] = await context.store.rules.executing(rule.id, 1)
    if (stream === undefined) continue
    // recordings that have ended meanwhile do not count
    await context.control.drive(stream)
    if ((await context.store.rules.executing(rule.id, 1)).length > 0) throw inUse
  }
}
