import { plainTemplate, type StoredTemplate, templateLimits } from '@tapedeck/domain'
import { toFormatPlan } from '../formats/record-format.ts'
import { imsCycleSeconds } from './record-format-schema.ts'

/** When the first version that had them was made. */
const madeAtMs = Date.parse('2026-01-01T00:00:00Z')

const objectPrefix = 'record/{JobId}/{Sequence}_{EscapedStartTime}_{EscapedEndTime}'
const slicePrefix = 'record/{JobId}/{UnixTimestamp}_{Sequence}'

const preset = (id: string, name: string, formats: ('m3u8' | 'flv' | 'mp4')[]): StoredTemplate => ({
  ...plainTemplate,
  id,
  name,
  formats: formats.map((format) =>
    toFormatPlan(
      { Format: format, OssObjectPrefix: objectPrefix, SliceOssObjectPrefix: slicePrefix },
      imsCycleSeconds,
    ),
  ),
  waitSeconds: templateLimits.waitSeconds.default,
  mergeWindowSeconds: templateLimits.mergeWindowSeconds.default,
  storage: null,
  notifyUrl: null,
  createdAtMs: madeAtMs,
  updatedAtMs: madeAtMs,
})

/**
 * Templates of Type `system`. They are part of the program, so that they are there from the first start on and nobody can
 * change them. The vendor's own are not documented: ids and contents are ours.
 */
export const presetTemplates: readonly StoredTemplate[] = [
  preset('preset-m3u8', 'HLS', ['m3u8']),
  preset('preset-flv', 'FLV', ['flv']),
  preset('preset-mp4', 'MP4', ['mp4']),
  preset('preset-all', 'HLS, FLV and MP4', ['m3u8', 'flv', 'mp4']),
]

export const presetTemplate = (id: string): StoredTemplate | null =>
  presetTemplates.find((template) => template.id === id) ?? null
