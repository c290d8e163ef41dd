import {
  type AccessKey,
  accessKeyApis,
  accessKeyModes,
  type StoredAccessKey,
} from '@tapedeck/domain'
import { z } from 'zod'

const settings = {
  name: z.string().min(1).max(128).optional(),
  apis: z
    .array(z.enum(accessKeyApis))
    .min(1)
    .max(accessKeyApis.length)
    .transform((apis) => [...new Set(apis)])
    .optional()
    .describe('What it may call; everything when absent'),
  mode: z.enum(accessKeyModes).optional().describe('read: what changes nothing. write when absent'),
  isEnabled: z.boolean().optional(),
}

/** What may be changed of an access key. */
export const accessKeySettingsSchema = z
  .strictObject(settings)
  .meta({ id: 'AccessKeySettingsInput' })
export type AccessKeySettingsInput = z.infer<typeof accessKeySettingsSchema>

/** A new access key; id and secret of the former provider can be brought along. */
export const accessKeySchema = z
  .strictObject({
    ...settings,
    id: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{3,63}$/, 'must be 4 to 64 letters, digits, "_" or "-"')
      .optional()
      .describe('One that you bring along'),
    secret: z
      .string()
      .regex(/^[\x21-\x7e]{8,128}$/, 'must be 8 to 128 printable ASCII characters without spaces')
      .optional()
      .describe('One that you bring along'),
  })
  .superRefine(({ id, secret }, ctx) => {
    const refuse = (field: string, other: string) =>
      ctx.addIssue({ code: 'custom', path: [field], message: `is required with ${other}` })
    if (id !== undefined && secret === undefined) refuse('secret', 'id')
    if (id === undefined && secret !== undefined) refuse('id', 'secret')
  })
  .meta({ id: 'AccessKeyInput' })

/** Fills every default in. */
export const toAccessKeySettings = (
  input: AccessKeySettingsInput,
): Pick<AccessKey, 'name' | 'apis' | 'mode' | 'isEnabled'> => ({
  name: input.name ?? null,
  apis: input.apis ?? [...accessKeyApis],
  mode: input.mode ?? 'write',
  isEnabled: input.isEnabled ?? true,
})

/** An access key as it is shown. */
export const accessKeyViewSchema = z
  .object({
    id: z.string(),
    name: z.string().nullable(),
    apis: z.array(z.enum(accessKeyApis)),
    mode: z.enum(accessKeyModes),
    isEnabled: z.boolean(),
    isSecretReadable: z
      .boolean()
      .describe(
        'False: its secret was sealed with another master key. Delete it and create it anew',
      ),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'AccessKey' })
export type AccessKeyView = z.infer<typeof accessKeyViewSchema>

/** An access key with its secret, which is shown this once. */
export const accessKeyWithSecretSchema = accessKeyViewSchema
  .extend({ secret: z.string().describe('Shown this once') })
  .meta({ id: 'AccessKeyWithSecret' })
export type AccessKeyWithSecretView = z.infer<typeof accessKeyWithSecretSchema>

export const toAccessKeyView = (key: Omit<StoredAccessKey, 'secret'>): AccessKeyView => ({
  id: key.id,
  name: key.name,
  apis: key.apis,
  mode: key.mode,
  isEnabled: key.isEnabled,
  isSecretReadable: key.unreadable === undefined,
  createdAt: new Date(key.createdAtMs).toISOString(),
  updatedAt: new Date(key.updatedAtMs).toISOString(),
})
