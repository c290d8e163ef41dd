import type { RecordingTemplate, StoredRule } from '@tapedeck/domain'
import { type RecordFormatAnswer, renderRecordFormat } from '../formats/record-format.ts'
import { rpcTime } from '../protocol/rpc-time.ts'
import type { ShownStorage } from '../storage/oss-place.ts'
import { onDemandOf } from './on-demand-mode.ts'

type FormatList = { RecordFormat: RecordFormatAnswer[] }

/** `OnDemond` is what the field is called. */
export type LiveAppRecord = {
  DomainName: string
  AppName: string
  StreamName: string
  OssEndpoint: string
  OssBucket: string
  CreateTime: string
  StartTime?: string
  EndTime?: string
  DelayTime: number
  OnDemond: number
  RecordFormatList: FormatList
  TranscodeRecordFormatList: FormatList
  TranscodeTemplates: { Templates: string[] }
}

/**
 * A rule as DescribeLiveRecordConfig answers it.
 * @param template what the rule records with: its own, or the one that it names
 */
export const renderRecordConfig = (
  rule: StoredRule,
  template: RecordingTemplate,
  storage: ShownStorage,
): LiveAppRecord => ({
  DomainName: rule.pattern.domain,
  AppName: rule.pattern.app ?? '*',
  StreamName: rule.pattern.stream ?? '*',
  OssEndpoint: storage.endpoint,
  OssBucket: storage.bucket,
  CreateTime: rpcTime(rule.createdAtMs),
  ...(rule.window.startMs === null ? {} : { StartTime: rpcTime(rule.window.startMs) }),
  ...(rule.window.endMs === null ? {} : { EndTime: rpcTime(rule.window.endMs) }),
  DelayTime: rule.delaySeconds ?? template.mergeWindowSeconds,
  OnDemond: onDemandOf[rule.mode],
  RecordFormatList: { RecordFormat: template.formats.map(renderRecordFormat) },
  TranscodeRecordFormatList: {
    RecordFormat: (template.renditions?.formats ?? []).map(renderRecordFormat),
  },
  TranscodeTemplates: {
    Templates: (template.renditions?.profiles ?? []).map(({ name }) => name),
  },
})
