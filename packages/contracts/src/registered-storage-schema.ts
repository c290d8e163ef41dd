import type { RegisteredStorage, StoredRegisteredStorage } from '@tapedeck/domain'
import { z } from 'zod'

/** Names of buckets as S3 has them. */
export const bucketNamePattern = /^[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$/

export const bucketNameSchema = z.string().regex(bucketNamePattern, 'must be a bucket name')

export const storageNameSchema = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
    'must be 1 to 63 lower-case letters, digits and "-", a letter or digit first and last',
  )

/** Bounds of what a registered storage says, in characters, and of its aliases. */
const limits = { url: 2048, region: 64, accessKeyId: 256, secretAccessKey: 512, aliases: 32 }

const endpointProblem = (value: string): string | null => {
  if (!URL.canParse(value)) return 'must be a URL'
  const url = new URL(value)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'must be http:// or https://'
  if (url.username !== '' || url.password !== '')
    return 'must not hold credentials: give accessKeyId and secretAccessKey'
  return url.search === '' && url.hash === '' ? null : 'must have neither query nor fragment'
}

const endpointSchema = z
  .string()
  .max(limits.url)
  .superRefine((value, ctx) => {
    const message = endpointProblem(value)
    if (message !== null) ctx.addIssue({ code: 'custom', message })
  })
  .transform((value) => value.replace(/\/+$/, ''))
  .describe('Base URL of the service, for instance https://s3.eu-central-1.amazonaws.com')

const printable = (maxLength: number) =>
  z
    .string()
    .min(1)
    .max(maxLength)
    .regex(/^[\x21-\x7e]+$/, 'must be of printable ASCII characters without spaces')

const aliasSchema = z
  .string()
  .max(253)
  .transform((host) => host.toLowerCase())
  .pipe(z.string().regex(/^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?$/, 'must be a host name'))

const shape = {
  endpoint: endpointSchema,
  region: z
    .string()
    .regex(/^[A-Za-z0-9-]+$/, 'must be the name of a region')
    .max(limits.region)
    .optional()
    .describe('us-east-1 when absent'),
  forcePathStyle: z
    .boolean()
    .optional()
    .describe('Names the bucket in the path and not in the host; true when absent'),
  accessKeyId: printable(limits.accessKeyId),
  bucket: bucketNameSchema.optional().describe('For targets that name no bucket'),
  aliases: z
    .array(aliasSchema)
    .max(limits.aliases)
    .transform((aliases) => [...new Set(aliases)])
    .optional()
    .describe('Hosts by which the compatible APIs call it'),
}

const secretSchema = printable(limits.secretAccessKey)

/** A storage as it is registered. */
export const registeredStorageSchema = z
  .strictObject({
    name: storageNameSchema,
    ...shape,
    secretAccessKey: secretSchema.describe('Never shown'),
  })
  .meta({ id: 'RegisteredStorageInput' })
export type RegisteredStorageInput = z.infer<typeof registeredStorageSchema>

/** What a registered storage is replaced with; its name stays. */
export const registeredStorageChangeSchema = z
  .strictObject({
    ...shape,
    secretAccessKey: secretSchema
      .optional()
      .describe('Never shown; that of the same accessKeyId stays when absent'),
  })
  .meta({ id: 'RegisteredStorageChange' })
export type RegisteredStorageChange = z.infer<typeof registeredStorageChangeSchema>

/** Fills every default in. */
export const toRegisteredStorage = (input: RegisteredStorageInput): RegisteredStorage => ({
  name: input.name,
  endpoint: input.endpoint,
  region: input.region ?? 'us-east-1',
  forcePathStyle: input.forcePathStyle ?? true,
  accessKeyId: input.accessKeyId,
  secretAccessKey: input.secretAccessKey,
  bucket: input.bucket ?? null,
  aliases: input.aliases ?? [],
})

/** A registered storage as it is answered. */
export const registeredStorageViewSchema = z
  .object({
    name: z.string(),
    endpoint: z.string(),
    region: z.string(),
    forcePathStyle: z.boolean(),
    accessKeyId: z.string(),
    bucket: z.string().nullable(),
    aliases: z.array(z.string()),
    isSecretReadable: z
      .boolean()
      .describe(
        'False: its secretAccessKey was sealed with another master key. Replace it with the secret',
      ),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'RegisteredStorage' })
export type RegisteredStorageView = z.infer<typeof registeredStorageViewSchema>

/** A registered storage as the API shows it, without its secret. */
export const toRegisteredStorageView = (
  storage: StoredRegisteredStorage,
): RegisteredStorageView => ({
  name: storage.name,
  endpoint: storage.endpoint,
  region: storage.region,
  forcePathStyle: storage.forcePathStyle,
  accessKeyId: storage.accessKeyId,
  bucket: storage.bucket,
  aliases: storage.aliases,
  isSecretReadable: storage.unreadable === undefined,
  createdAt: new Date(storage.createdAtMs).toISOString(),
  updatedAt: new Date(storage.updatedAtMs).toISOString(),
})
