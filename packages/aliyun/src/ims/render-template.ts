import type { RecordingTemplate, StoredTemplate } from '@tapedeck/domain'
import { type RecordFormatAnswer, renderRecordFormat } from '../formats/record-format.ts'
import { rpcTime } from '../protocol/rpc-time.ts'
import { presetTemplate } from './preset-templates.ts'

export type ImsTemplate = {
  TemplateId: string
  Name: string
  Type: 'system' | 'custom'
  CreateTime: string
  LastModified: string
  RecordFormatList: RecordFormatAnswer[]
}

export const templateTypeOf = (id: string): ImsTemplate['Type'] =>
  presetTemplate(id) === null ? 'custom' : 'system'

/** A template as IMS answers it. */
export const renderTemplate = (template: StoredTemplate): ImsTemplate => ({
  TemplateId: template.id,
  Name: template.name,
  Type: templateTypeOf(template.id),
  CreateTime: rpcTime(template.createdAtMs),
  LastModified: rpcTime(template.updatedAtMs),
  RecordFormatList: template.formats.map(renderRecordFormat),
})

/** A recording's own copy of a template; its times are those of the recording. */
export const renderTemplateOfJob = (
  id: string,
  template: RecordingTemplate,
  createdAtMs: number,
): ImsTemplate => renderTemplate({ ...template, id, createdAtMs, updatedAtMs: createdAtMs })
