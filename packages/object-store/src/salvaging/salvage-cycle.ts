import {
  isSliced,
  type PartsSalvage,
  planSalvage,
  type RecordingFile,
  type SlicesSalvage,
} from '@tapedeck/domain'
import { playlistBody, playlistContentType } from '@tapedeck/media'
import { crc32Hex, type SendOptions } from '../sending/send-options.ts'
import { withRetry } from '../sending/with-retry.ts'
import { fileOfLost, keyOfLost, type LostCycle } from './lost-cycle.ts'
import { type LostUpload, salvageEnding, salvageParts } from './salvage-upload.ts'

/** How requests to storage are made, and what is asked before anything becomes visible. */
export type SalvageContext = Omit<SendOptions, 'store' | 'key' | 'contentType'> &
  Pick<LostUpload, 'beforeVisible'>

/**
 * Makes a file of what a lost recorder had in storage of a cycle, under its final key. May be done again after it was
 * broken off at any point.
 * @returns the record to be told of; null when nothing playable is there
 */
export const salvageCycle = async (
  context: SalvageContext,
  lost: LostCycle,
): Promise<RecordingFile | null> => {
  const ended = await salvageEnded(context, lost)
  if (ended !== null) return ended
  const plan = planSalvage(lost.cycle, lost.pieces)
  if (plan === null) return null
  return plan.kind === 'parts' ? ofParts(context, lost, plan) : ofSlices(context, lost, plan)
}

const uploadOf = (context: SalvageContext, lost: LostCycle, toKey: string): LostUpload => ({
  ...context,
  store: lost.objects,
  key: lost.cycle.key,
  uploadId: lost.cycle.uploadId,
  toKey,
})

/** The file as its own recorder would have told of it, when all of it had reached the storage. */
const salvageEnded = async (
  context: SalvageContext,
  lost: LostCycle,
): Promise<RecordingFile | null> => {
  const { ending, format } = lost.cycle
  if (ending === undefined || isSliced(format)) return null
  const { key, startedAtMs, endedAtMs, durationMs, through } = ending
  const stored = await salvageEnding(uploadOf(context, lost, key), ending, lost.pieces)
  if (stored === null) return null
  const content = { ...stored, key, startedAtMs, endedAtMs, durationMs, through, slices: [] }
  return fileOfLost(lost, content)
}

const spanOf = (plan: PartsSalvage | SlicesSalvage) => ({
  startedAtMs: plan.startedAtMs,
  endedAtMs: plan.endedAtMs,
  durationMs: plan.mediaMs,
  through: plan.through,
  isSalvaged: true,
})

const ofParts = async (
  context: SalvageContext,
  lost: LostCycle,
  plan: PartsSalvage,
): Promise<RecordingFile | null> => {
  const span = spanOf(plan)
  const key = keyOfLost(lost, span)
  const stored = await salvageParts(uploadOf(context, lost, key), plan)
  return stored === null ? null : fileOfLost(lost, { ...span, ...stored, key, slices: [] })
}

/** The facts of a cycle that had ended, if every one of its slices is there. */
const endingOf = ({ cycle: { ending } }: LostCycle, { through }: SlicesSalvage) => {
  const isWhole = ending?.through.every(({ generation, sequence }) =>
    through.some((one) => one.generation === generation && one.sequence === sequence),
  )
  if (ending === undefined || isWhole !== true) return null
  const { key, startedAtMs, endedAtMs, durationMs } = ending
  return { key, startedAtMs, endedAtMs, durationMs, through }
}

const ofSlices = async (
  context: SalvageContext,
  lost: LostCycle,
  plan: SlicesSalvage,
): Promise<RecordingFile> => {
  const { objects, cycle } = lost
  const { slices, bytes } = plan
  const ending = endingOf(lost, plan)
  const span = ending ?? spanOf(plan)
  const key = ending?.key ?? keyOfLost(lost, span)
  const longestMs = Math.max(...slices.map(({ durationMs }) => durationMs))
  const body = playlistBody({
    type: 'VOD',
    key,
    initKey: cycle.initKey,
    slices,
    targetDurationSeconds: Math.max(1, Math.round(longestMs / 1000)),
  })
  await withRetry(context, async () => {
    await context.beforeVisible()
    await context.limit(() => objects.put(key, body, { contentType: playlistContentType }))
    await context.limit(() => objects.head(key))
  })
  return fileOfLost(lost, { ...span, key, bytes, crc32: crc32Hex(plan.crc32), slices })
}
