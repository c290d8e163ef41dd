import type { StoredTemplate } from '@tapedeck/domain'
import { CdnetworksError } from '../cdnetworks-error.ts'
import type { AddTemplateFields, ModifyTemplateFields, RecordParam } from './template-fields.ts'

/** What a template says beyond what the template of Tapedeck holds; kept beside it. No secret is in it. */
export type TemplateNote = {
  region: string
  mgrUrl: string
  ak: string | null
  /** The registered storage that was made of mgrUrl, ak and sk; null for one of the installation. */
  storage: string | null
  /** As sent. */
  recordParams: RecordParam[]
}

/** Stands for a secret that is kept: it is never shown, and sent back it changes nothing. */
export const hiddenSecret = '******'

/** What a template says as a whole, secrets apart. */
export type TemplateWish = Omit<TemplateNote, 'storage'> & {
  templateName: string
  notifyUrl: string | null
  /** Null: the one that is kept. */
  sk: string | null
}

const textOrNull = (text: string | undefined): string | null =>
  text === undefined || text === '' ? null : text

/** What Add asks for. */
export const wishOfAdd = (fields: AddTemplateFields): TemplateWish => ({
  region: fields.region,
  templateName: fields.templateName,
  mgrUrl: fields.mgrUrl,
  ak: textOrNull(fields.ak),
  sk: textOrNull(fields.sk),
  notifyUrl: textOrNull(fields.notifyUrl),
  recordParams: fields.recordParams,
})

type ChangedParam = NonNullable<ModifyTemplateFields['recordParams']>[number]

/** A file as Modify has it: its bucket and its format, where they are not sent, are those that the file in this place had. */
const changedParam = (
  changed: ChangedParam,
  former: RecordParam | undefined,
  index: number,
): RecordParam => {
  const bucketName = changed.bucketName ?? former?.bucketName
  const fileFormat = changed.fops?.fileFormat ?? former?.fops.fileFormat
  if (bucketName === undefined || fileFormat === undefined)
    throw new CdnetworksError(
      'PARAMETER_INVALID',
      `recordParams.${index}: bucketName and fops.fileFormat are required for a new file`,
    )
  const fops = changed.fops ?? former?.fops ?? {}
  return { ...changed, bucketName, fops: { ...fops, fileFormat } }
}

/**
 * What a template says after Modify: what is absent stays as it was.
 * @throws CdnetworksError 400
 */
export const wishOfModify = (
  fields: ModifyTemplateFields,
  note: TemplateNote,
  template: Pick<StoredTemplate, 'name' | 'notifyUrl'>,
): TemplateWish => {
  const sk = fields.sk === hiddenSecret ? null : textOrNull(fields.sk)
  const ak = fields.ak === undefined ? note.ak : textOrNull(fields.ak)
  if (ak !== null && ak !== note.ak && sk === null)
    throw new CdnetworksError('PARAMETER_INVALID', 'sk: must come together with another ak')
  if (ak === null && sk !== null)
    throw new CdnetworksError('PARAMETER_INVALID', 'ak: must come together with sk')
  return {
    region: note.region,
    templateName: fields.templateName ?? template.name,
    mgrUrl: fields.mgrUrl ?? note.mgrUrl,
    ak,
    sk,
    notifyUrl: fields.notifyUrl === undefined ? template.notifyUrl : textOrNull(fields.notifyUrl),
    recordParams:
      fields.recordParams?.map((param, index) =>
        changedParam(param, note.recordParams[index], index),
      ) ?? note.recordParams,
  }
}

/** A template as Query lists it; the id is a number there. */
export const renderTemplate = (
  templateId: number,
  note: TemplateNote,
  { name, notifyUrl }: Pick<StoredTemplate, 'name' | 'notifyUrl'>,
) => ({
  templateId,
  region: note.region,
  templateName: name,
  mgrUrl: note.mgrUrl,
  ak: note.ak ?? '',
  sk: note.storage === null ? '' : hiddenSecret,
  notifyUrl: notifyUrl ?? '',
  recordParams: note.recordParams,
})
