import { secretUnreadable } from '@tapedeck/contracts'
import type { AccessKey, StoredAccessKey } from '@tapedeck/domain'

/**
 * The key with the secret by which requests are checked.
 * @throws TapedeckError SECRET_UNREADABLE
 */
export const readableKey = ({ secret, unreadable, ...key }: StoredAccessKey): AccessKey => {
  if (secret === null) throw secretUnreadable(`The access key "${key.id}"`, unreadable)
  return { ...key, secret }
}
