import { bucketNamePattern, notifyUrlSchema } from '@tapedeck/contracts'
import { templateLimits } from '@tapedeck/domain'
import { z } from 'zod'
import { pageFields, templateFilterField, wholeNumber, zeroOrOne } from '../read-fields.ts'

const fileFormat = z
  .string()
  .toLowerCase()
  .pipe(z.enum(['mp4', 'flv', 'm3u8'], 'must be mp4, flv or m3u8'))

/** How one file is made; 0 stands for what is not asked for. */
export const fopsSchema = z.object({
  fileFormat,
  fileSize: wholeNumber.optional(),
  interval: wholeNumber.optional(),
  concat: zeroOrOne.optional(),
  segtime: wholeNumber.optional(),
  removeAudio: zeroOrOne.optional(),
  removeVideo: zeroOrOne.optional(),
  timeOut: wholeNumber.optional(),
  retryTimes: wholeNumber.optional(),
})
export type Fops = z.infer<typeof fopsSchema>

const bucketName = z
  .string()
  .regex(bucketNamePattern, 'must be a bucket name of 3 to 63 characters')

/** One file that is made of a stream. */
export const recordParamSchema = z.object({
  bucketName,
  storageTime: wholeNumber.optional(),
  filePath: z.string().max(1024).optional(),
  fops: fopsSchema,
})
export type RecordParam = z.infer<typeof recordParamSchema>

const recordParams = <T extends z.ZodType>(item: T) =>
  z.array(item).min(1).max(templateLimits.outputs)

const withDefaultFops = z.preprocess(
  (value) =>
    typeof value === 'object' && value !== null && !('fops' in value)
      ? { ...value, fops: { fileFormat: 'mp4' } }
      : value,
  recordParamSchema,
)

const optionalText = (max: number) => z.string().max(max).optional()
/** '' says that nobody is to be told. */
const notifyUrl = z.union([z.literal(''), notifyUrlSchema]).optional()

const mgrUrl = z
  .string()
  .min(1)
  .max(2048)
  .refine((text) => endpointOf(text) !== null, 'must be a host or an http(s) URL')

/** The address of an object storage by its management host, which may come without a scheme; null when it is none. */
export const endpointOf = (mgrUrl: string): string | null => {
  const text = /^https?:\/\//i.test(mgrUrl) ? mgrUrl : `https://${mgrUrl}`
  if (!URL.canParse(text)) return null
  const { protocol, host, hostname, username, password, pathname, search } = new URL(text)
  if (hostname === '' || username !== '' || password !== '' || search !== '') return null
  return `${protocol}//${host}${pathname.replace(/\/+$/, '')}`
}

/** AddRecordingParameterTemplate. */
export const addTemplateSchema = z
  .object({
    region: z.string().min(1).max(64),
    templateName: z.string().min(1).max(templateLimits.nameLength),
    mgrUrl,
    ak: optionalText(256),
    sk: optionalText(512),
    notifyUrl,
    recordParams: recordParams(withDefaultFops),
  })
  .refine(({ ak = '', sk = '' }) => (ak === '') === (sk === ''), {
    path: ['sk'],
    message: 'must come together with ak',
  })
export type AddTemplateFields = z.infer<typeof addTemplateSchema>

/** ModifyRecordingParameterTemplate: what is absent stays. */
export const modifyTemplateSchema = z.object({
  templateName: z.string().min(1).max(templateLimits.nameLength).optional(),
  mgrUrl: mgrUrl.optional(),
  ak: optionalText(256),
  sk: optionalText(512),
  notifyUrl,
  recordParams: recordParams(
    recordParamSchema.partial({ bucketName: true }).extend({
      fops: fopsSchema.partial({ fileFormat: true }).optional(),
    }),
  ).optional(),
})
export type ModifyTemplateFields = z.infer<typeof modifyTemplateSchema>

/** QueryRecordingParameterTemplate. The pages are ours: the documents list all templates at once. */
export const queryTemplateSchema = z.object({
  templateId: templateFilterField,
  ...pageFields({ max: 1000, default: 1000 }),
})
