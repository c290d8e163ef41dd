import { type ApiKey, apiKeyScopes } from '@tapedeck/domain'
import { z } from 'zod'

const scope = z
  .enum(apiKeyScopes)
  .describe('read: what changes nothing and shows no secret. admin: everything')

/** Body of POST /v1/api-keys. */
export const apiKeySchema = z
  .strictObject({ name: z.string().min(1).max(128), scope })
  .meta({ id: 'ApiKeyInput' })

/** A key of the API as it is shown. */
export const apiKeyViewSchema = z
  .object({ id: z.string(), name: z.string(), scope, createdAt: z.iso.datetime() })
  .meta({ id: 'ApiKey' })
export type ApiKeyView = z.infer<typeof apiKeyViewSchema>

/** A new key of the API with the key itself, which is shown this once. */
export const apiKeyWithSecretSchema = apiKeyViewSchema
  .extend({ key: z.string().describe('Shown this once') })
  .meta({ id: 'ApiKeyWithSecret' })
export type ApiKeyWithSecretView = z.infer<typeof apiKeyWithSecretSchema>

/** Who asks, as GET /v1/session tells. */
export const sessionSchema = z
  .object({
    keyId: z.string().nullable().describe('Null for TAPEDECK_API_KEY'),
    name: z.string(),
    scope,
  })
  .meta({ id: 'Session' })
export type SessionView = z.infer<typeof sessionSchema>

export const toApiKeyView = ({ id, name, scope: its, createdAtMs }: ApiKey): ApiKeyView => ({
  id,
  name,
  scope: its,
  createdAt: new Date(createdAtMs).toISOString(),
})
