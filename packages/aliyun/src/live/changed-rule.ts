import {
  isSliced,
  type OutputFormat,
  type RecordingRule,
  type RecordingTemplate,
  type StorageTarget,
} from '@tapedeck/domain'
import type { ParametersOf } from '../actions/action-spec.ts'
import type { updateLiveAppRecordConfig } from '../actions/live/update-live-app-record-config.ts'
import { liveError } from '../errors/aliyun-error.ts'
import { toFormatPlan } from '../formats/record-format.ts'
import { profilesOf } from './to-rule.ts'
import { windowOf } from './window.ts'

type UpdateParameters = ParametersOf<typeof updateLiveAppRecordConfig>
type Formats = RecordingTemplate['formats']
type Renditions = RecordingTemplate['renditions']

/** Cycle of every format that Update does not say, where there was none before: 6 hours. */
const updatedCycleSeconds = 21_600
const slicePatternOfNew = '{AppName}/{StreamName}/{UnixTimestamp}_{Sequence}'

type Change = {
  Format: OutputFormat
  CycleDuration?: number | undefined
  SliceDuration?: number | undefined
}

/** Formats as Update says them; names stay and what it does not say, a format that is new gets the names of its neighbours. */
const changedFormats = (
  former: Formats,
  changes: Change[] | undefined,
  others = former,
): Formats =>
  changes === undefined
    ? former
    : changes.map((change) => {
        const own = former.find(({ format }) => format === change.Format) ?? null
        const model = own ?? others.find(({ format }) => isSliced(format)) ?? others[0]
        return toFormatPlan(
          {
            ...change,
            SliceDuration: change.SliceDuration ?? own?.sliceSeconds ?? undefined,
            OssObjectPrefix: own?.objectPattern ?? others[0]?.objectPattern ?? '',
            SliceOssObjectPrefix: model?.slicePattern ?? slicePatternOfNew,
          },
          own?.cycleSeconds ?? updatedCycleSeconds,
          own,
        )
      })

/** @throws AliyunError MissingTemplate */
const changedRenditions = (
  former: Renditions,
  formats: Formats,
  { TranscodeTemplates: names, TranscodeRecordFormat: changes }: UpdateParameters,
): Renditions => {
  if (former === null && names === undefined) {
    // formats of no stream at all would be taken and forgotten
    if (changes !== undefined) throw liveError('MissingTemplate')
    return null
  }
  return {
    profiles: names === undefined ? (former?.profiles ?? []) : profilesOf(names),
    formats: changedFormats(former?.formats ?? formats, changes, formats),
  }
}

/**
 * A rule as UpdateLiveAppRecordConfig changes it; what is absent stays.
 * @param template what the rule records with: its own, or the one that it names
 * @throws AliyunError InvalidStartTime.Mismatch, InvalidEndTime.Mismatch, MissingTemplate
 */
export const changedRecordRule = (
  rule: RecordingRule,
  template: RecordingTemplate,
  parameters: UpdateParameters,
  storage: StorageTarget,
  nowMs: number,
): RecordingRule => {
  const { StreamName, StartTime, EndTime, DelayTime, OnDemand, RecordFormat } = parameters
  const own = template.formats
  const models = own.length > 0 ? own : template.renditions?.formats
  const formats = changedFormats(own, RecordFormat, models)
  const saysTimes = StreamName !== '*' && (StartTime !== undefined || EndTime !== undefined)
  const mode = OnDemand ?? rule.mode
  return {
    pattern: rule.pattern,
    mode,
    templateId: null,
    template: {
      ...template,
      formats,
      storage,
      renditions: changedRenditions(template.renditions, formats, parameters),
    },
    window: saysTimes ? windowOf(parameters, nowMs, rule.window) : rule.window,
    delaySeconds: DelayTime ?? rule.delaySeconds,
    onDemand: mode === 'on-demand' ? rule.onDemand : null,
    isEnabled: true,
  }
}
