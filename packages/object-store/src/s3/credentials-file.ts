/** What requests are signed with. */
export type Credentials = {
  accessKeyId: string
  secretAccessKey: string
  /** Comes with temporary keys. */
  sessionToken?: string
}

const nonEmpty = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : null

const credentialsOf = (id: unknown, secret: unknown, token: unknown): Credentials | null => {
  const accessKeyId = nonEmpty(id)
  const secretAccessKey = nonEmpty(secret)
  if (accessKeyId === null || secretAccessKey === null) return null
  const sessionToken = nonEmpty(token)
  return { accessKeyId, secretAccessKey, ...(sessionToken === null ? {} : { sessionToken }) }
}

/** The output of an AWS `credential_process`, or of `aws sts assume-role`, which has the same below `Credentials`. */
const fromJson = (text: string): Credentials | null => {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    // what is wrong with it is told without its content
    return null
  }
  if (typeof parsed !== 'object' || parsed === null) return null
  const inner: unknown = 'Credentials' in parsed ? parsed.Credentials : parsed
  if (typeof inner !== 'object' || inner === null) return null
  const facts = inner as Record<string, unknown>
  return credentialsOf(facts.AccessKeyId, facts.SecretAccessKey, facts.SessionToken)
}

/** The `[default]` profile of an AWS shared credentials file, or its first one when there is none. */
const fromProfile = (text: string): Credentials | null => {
  const profiles = new Map<string, Map<string, string>>()
  let current = new Map<string, string>()
  for (const line of text.split(/\r?\n/)) {
    const name = /^\s*\[\s*(?:profile\s+)?([^\]]+?)\s*\]/.exec(line)?.[1]
    if (name !== undefined) {
      current = profiles.get(name) ?? new Map()
      profiles.set(name, current)
      continue
    }
    const [, key, value] = /^\s*([A-Za-z_]+)\s*=\s*(.*?)\s*$/.exec(line) ?? []
    if (key !== undefined && value !== undefined) current.set(key.toLowerCase(), value)
  }
  // without any heading: `name = value` lines, also those of an environment file
  const [first = current] = profiles.values()
  const chosen = profiles.get('default') ?? first
  return credentialsOf(
    chosen.get('aws_access_key_id'),
    chosen.get('aws_secret_access_key'),
    chosen.get('aws_session_token'),
  )
}

/** Reads credentials off the text of a file, JSON or an AWS profile; null when none are in it. */
export const parseCredentials = (text: string): Credentials | null =>
  text.trimStart().startsWith('{') ? fromJson(text) : fromProfile(text)
