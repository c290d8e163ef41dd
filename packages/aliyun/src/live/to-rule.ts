import {
  type BuiltInRenditionName,
  builtInRenditions,
  plainTemplate,
  type RecordingRule,
  type RecordingTemplate,
  type RulePattern,
  type StorageTarget,
  templateLimits,
} from '@tapedeck/domain'
import type { ParametersOf } from '../actions/action-spec.ts'
import type { addLiveAppRecordConfig } from '../actions/live/add-live-app-record-config.ts'
import { toFormatPlan } from '../formats/record-format.ts'
import { noWindow, windowOf } from './window.ts'

type AddParameters = ParametersOf<typeof addLiveAppRecordConfig>
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

/** `TranscodeTemplates` as templates hold them. */
export const profilesOf = (names: string[]) =>
  names.map((name) => builtInRenditions[name as BuiltInRenditionName])

const renditionsOf = (names: string[] | undefined, formats: Formats): Renditions =>
  names === undefined ? null : { profiles: profilesOf(names), formats }

/** What a config's own template is called. */
export const configName = ({ app, stream }: RulePattern): string =>
  `${app ?? '*'}/${stream ?? '*'}`.slice(0, templateLimits.nameLength)

/**
 * A rule with a template of its own, of AddLiveAppRecordConfig.
 * @throws AliyunError InvalidStartTime.Mismatch, InvalidEndTime.Mismatch
 */
export const toRecordRule = (
  parameters: AddParameters,
  storage: StorageTarget,
  nowMs: number,
): RecordingRule => {
  const { StreamName, RecordFormat, TranscodeRecordFormat } = parameters
  const pattern = patternOf(parameters)
  const formats = (RecordFormat ?? []).map((format) => toFormatPlan(format))
  const transcoded = TranscodeRecordFormat?.map((format) => toFormatPlan(format)) ?? formats
  return {
    pattern,
    mode: parameters.OnDemand,
    templateId: null,
    template: {
      ...plainTemplate,
      name: configName(pattern),
      formats,
      waitSeconds: templateLimits.waitSeconds.default,
      mergeWindowSeconds: parameters.DelayTime,
      storage,
      notifyUrl: null,
      renditions: renditionsOf(parameters.TranscodeTemplates, transcoded),
    },
    // for more than one stream StartTime and EndTime have no effect
    window: StreamName === '*' ? noWindow : windowOf(parameters, nowMs),
    delaySeconds: parameters.DelayTime,
    onDemand: null,
    isEnabled: true,
  }
}
