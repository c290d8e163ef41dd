import {
  plainTemplate,
  type RecordingTemplate,
  type StoredTemplate,
  snapshotOf,
  templateLimits,
} from '@tapedeck/domain'
import { type RecordFormat, toFormatPlan } from '../formats/record-format.ts'
import { imsCycleSeconds } from './record-format-schema.ts'

type TemplateParameters = { Name: string; RecordFormat: RecordFormat[] }

/** A template of CreateLiveRecordTemplate. */
export const toImsTemplate = ({ Name, RecordFormat }: TemplateParameters): RecordingTemplate => ({
  ...plainTemplate,
  name: Name,
  formats: RecordFormat.map((format) => toFormatPlan(format, imsCycleSeconds)),
  waitSeconds: templateLimits.waitSeconds.default,
  mergeWindowSeconds: templateLimits.mergeWindowSeconds.default,
  storage: null,
  notifyUrl: null,
})

/** A template as UpdateLiveRecordTemplate changes it: name and formats. What IMS cannot say of it stays. */
export const changedImsTemplate = (
  stored: StoredTemplate,
  { Name, RecordFormat }: TemplateParameters,
): RecordingTemplate => ({
  ...snapshotOf(stored),
  name: Name,
  formats: RecordFormat.map((input) =>
    toFormatPlan(
      input,
      imsCycleSeconds,
      stored.formats.find(({ format }) => format === input.Format) ?? null,
    ),
  ),
})
