import {
  type BuiltInRenditionName,
  builtInRenditions,
  isSliced,
  type OutputFormat,
  plainTemplate,
  type RecordingRule,
  type RecordingTemplate,
  type StorageTarget,
  templateLimits,
} from '@tapedeck/domain'
import type { ParametersOf } from '../actions/action-spec.ts'
import type { addLiveAppRecordConfig } from '../actions/live/add-live-app-record-config.ts'
import type { updateLiveAppRecordConfig } from '../actions/live/update-live-app-record-config.ts'
import { toFormatPlan } from '../formats/record-format.ts'
import { windowOf } from './window.ts'

type AddParameters = ParametersOf<typeof addLiveAppRecordConfig>
type UpdateParameters = ParametersOf<typeof updateLiveAppRecordConfig>
type Formats = RecordingTemplate['formats']
type Renditions = RecordingTemplate['renditions']

const nullOfStar = (part: string): string | null => (part === '*' ? null : part)

/** The pattern of a config: its unique key. */
export const patternOf = ({
  DomainName,
  AppName,
  StreamName,
}: {
  DomainName: string
  AppName: string
  StreamName: string
}) => ({ domain: DomainName, app: nullOfStar(AppName), stream: nullOfStar(StreamName) })

const profilesOf = (names: string[]) =>
  names.map((name) => builtInRenditions[name as BuiltInRenditionName])

const renditionsOf = (names: string[] | undefined, formats: Formats): Renditions =>
  names === undefined ? null : { profiles: profilesOf(names), formats }

/** Only a config of one stream has a window; for others StartTime and EndTime have no effect. */
const windowOfConfig = (parameters: AddParameters | UpdateParameters, nowMs: number) =>
  parameters.StreamName === '*' ? { startMs: null, endMs: null } : windowOf(parameters, nowMs)

/**
 * A rule with a template of its own, of AddLiveAppRecordConfig.
 * @throws AliyunError InvalidStartTime.Mismatch, InvalidEndTime.Mismatch
 */
export const toRecordRule = (
  parameters: AddParameters,
  storage: StorageTarget,
  nowMs: number,
): RecordingRule => {
  const { AppName, StreamName, RecordFormat, TranscodeRecordFormat } = parameters
  const formats = (RecordFormat ?? []).map((format) => toFormatPlan(format))
  const transcoded = TranscodeRecordFormat?.map((format) => toFormatPlan(format)) ?? formats
  return {
    pattern: patternOf(parameters),
    mode: parameters.OnDemand,
    templateId: null,
    template: {
      ...plainTemplate,
      name: `${AppName}/${StreamName}`.slice(0, templateLimits.nameLength),
      formats,
      waitSeconds: templateLimits.waitSeconds.default,
      mergeWindowSeconds: parameters.DelayTime,
      storage,
      notifyUrl: null,
      renditions: renditionsOf(parameters.TranscodeTemplates, transcoded),
    },
    window: windowOfConfig(parameters, nowMs),
    delaySeconds: parameters.DelayTime,
    onDemand: null,
    isEnabled: true,
  }
}

/** Cycle of every format that Update does not say, where there was none before: 6 hours. */
const updatedCycleSeconds = 21_600
const slicePatternOfNew = '{AppName}/{StreamName}/{UnixTimestamp}_{Sequence}'

type Change = {
  Format: OutputFormat
  CycleDuration?: number | undefined
  SliceDuration?: number | undefined
}

/** Formats as Update says them; names stay, a format that is new gets those of its neighbours. */
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
            OssObjectPrefix: own?.objectPattern ?? others[0]?.objectPattern ?? '',
            SliceOssObjectPrefix: model?.slicePattern ?? slicePatternOfNew,
          },
          own?.cycleSeconds ?? updatedCycleSeconds,
          own,
        )
      })

const changedRenditions = (
  former: Renditions,
  formats: Formats,
  { TranscodeTemplates: names, TranscodeRecordFormat: changes }: UpdateParameters,
): Renditions => {
  if (former === null && names === undefined) return null
  return {
    profiles: names === undefined ? (former?.profiles ?? []) : profilesOf(names),
    formats: changedFormats(former?.formats ?? formats, changes, formats),
  }
}

/**
 * A rule as UpdateLiveAppRecordConfig changes it; what is absent stays.
 * @param template what the rule records with: its own, or the one that it names
 * @throws AliyunError InvalidStartTime.Mismatch, InvalidEndTime.Mismatch
 */
export const changedRecordRule = (
  rule: RecordingRule,
  template: RecordingTemplate,
  parameters: UpdateParameters,
  storage: StorageTarget,
  nowMs: number,
): RecordingRule => {
  const { StartTime, EndTime, DelayTime, OnDemand, RecordFormat } = parameters
  const own = template.formats
  const models = own.length > 0 ? own : template.renditions?.formats
  const formats = changedFormats(own, RecordFormat, models)
  const saysTimes = StartTime !== undefined || EndTime !== undefined
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
    window: saysTimes ? windowOfConfig(parameters, nowMs) : rule.window,
    delaySeconds: DelayTime ?? rule.delaySeconds,
    onDemand: mode === 'on-demand' ? rule.onDemand : null,
    isEnabled: true,
  }
}
