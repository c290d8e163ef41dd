/** read: what changes nothing and shows no secret. admin: everything. */
export const apiKeyScopes = ['read', 'admin'] as const
export type ApiKeyScope = (typeof apiKeyScopes)[number]

/** A key of the native API. The key itself is shown once and kept nowhere. */
export type ApiKey = {
  /** `key_` and 16 characters, with which the key itself begins too. */
  id: string
  name: string
  scope: ApiKeyScope
  /** SHA-256 of the key, in hexadecimal. */
  hash: string
  createdAtMs: number
}
