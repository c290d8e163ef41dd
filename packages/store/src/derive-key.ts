import { hkdfSync } from 'node:crypto'

/** The key from which others follow; a Secret of packages/config is one. */
export type MasterKey = { reveal(): string }

/**
 * A key for one purpose by HKDF: whoever learns it knows neither the master key nor the keys of other purposes.
 * @param purpose never changes, and is that of nothing else
 */
export const deriveKey = (masterKey: MasterKey, purpose: string, bytes: number): Buffer =>
  Buffer.from(hkdfSync('sha256', masterKey.reveal(), '', `tapedeck ${purpose} v1`, bytes))
