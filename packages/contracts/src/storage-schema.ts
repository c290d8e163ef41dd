import { z } from 'zod'
import { bucketNameSchema, storageNameSchema } from './registered-storage-schema.ts'

/** Where objects go; the endpoint and the credentials are configuration, or those of a registered storage. */
export const storageSchema = z
  .discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('s3'),
      bucket: bucketNameSchema.optional(),
      storage: storageNameSchema
        .optional()
        .describe('Name of a registered storage; the configured one when absent'),
    }),
    z.strictObject({
      type: z.literal('filesystem'),
      directory: z
        .string()
        .regex(/^[A-Za-z0-9._-]+$/, 'must be one directory name below the configured root')
        .refine((name) => name !== '.' && name !== '..', 'must not be "." or ".."')
        .optional(),
    }),
  ])
  .meta({ id: 'Storage' })
export type StorageInput = z.infer<typeof storageSchema>

/** Storage as stored. */
export const toStorageTarget = (input: StorageInput) =>
  input.type === 's3'
    ? {
        type: input.type,
        bucket: input.bucket ?? null,
        ...(input.storage === undefined ? {} : { storage: input.storage }),
      }
    : { type: input.type, directory: input.directory ?? null }
