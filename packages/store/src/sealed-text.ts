import { createCipheriv, createDecipheriv } from 'node:crypto'
import { isTapedeckError, TapedeckError } from '@tapedeck/contracts'
import { deriveKey, type MasterKey } from './derive-key.ts'

/**
 * Seals secrets before they go to Redis and opens them again. `place` says where a text belongs, for instance
 * `endpoint:end_1`: one that was moved to another place cannot be opened.
 */
export type TextSeal = {
  /** @throws TapedeckError SECRET_UNREADABLE without a master key */
  seal(text: string, place: string): string
  /** @throws TapedeckError SECRET_UNREADABLE without a master key, with another one, or when the text was changed */
  open(sealed: string, place: string): string
}

/** A secret as it was opened: its text, or why it cannot be read. */
export type OpenedText = { text: string } | { text: null; unreadable: string }

/** Opens one secret of several: one that cannot be read must not hide the others. */
export const openText = (seal: TextSeal, sealed: string, place: string): OpenedText => {
  try {
    return { text: seal.open(sealed, place) }
  } catch (error) {
    if (!isTapedeckError(error) || error.code !== 'SECRET_UNREADABLE') throw error
    return { text: null, unreadable: error.detail }
  }
}

const algorithm = 'aes-256-gcm'
const version = 'v1'
const keyBytes = 32
const markBytes = 6
const ivBytes = 12
const tagBytes = 16

const unreadable = (detail: string): TapedeckError =>
  new TapedeckError('SECRET_UNREADABLE', { detail })

const withoutKey = (): never => {
  throw unreadable('Secrets cannot be kept or read: TAPEDECK_MASTER_KEY is not set')
}

/** @throws Error when it was changed or belongs somewhere else */
const decipher = (key: Buffer, body: Buffer, place: string): string => {
  const opening = createDecipheriv(algorithm, key, body.subarray(0, ivBytes), {
    authTagLength: tagBytes,
  })
  opening.setAAD(Buffer.from(place))
  opening.setAuthTag(body.subarray(-tagBytes))
  const text = opening.update(body.subarray(ivBytes, -tagBytes))
  return Buffer.concat([text, opening.final()]).toString()
}

/**
 * AES-256-GCM under a key that HKDF derives from the master key. A sealed text is `v1.<mark of the key>.<base64url>`; the mark
 * tells another master key from a damaged text.
 * @param randomBytes as in node:crypto
 */
export const createTextSeal = (
  masterKey: MasterKey | null,
  randomBytes: (size: number) => Uint8Array,
): TextSeal => {
  if (masterKey === null) return { seal: withoutKey, open: withoutKey }
  const key = deriveKey(masterKey, 'sealing', keyBytes)
  const mark = deriveKey(masterKey, 'mark of the sealing key', markBytes).toString('base64url')
  return {
    seal: (text, place) => {
      const iv = randomBytes(ivBytes)
      const sealing = createCipheriv(algorithm, key, iv, { authTagLength: tagBytes })
      sealing.setAAD(Buffer.from(place))
      const sealed = Buffer.concat([iv, sealing.update(text, 'utf8'), sealing.final()])
      const body = Buffer.concat([sealed, sealing.getAuthTag()])
      return `${version}.${mark}.${body.toString('base64url')}`
    },
    open: (sealed, place) => {
      const [foundVersion, foundMark, text] = sealed.split('.')
      if (foundVersion !== version || text === undefined)
        throw unreadable('A secret is not sealed as this version does it')
      if (foundMark !== mark) throw unreadable('A secret was sealed with another master key')
      try {
        return decipher(key, Buffer.from(text, 'base64url'), place)
      } catch (error) {
        throw new TapedeckError('SECRET_UNREADABLE', {
          detail: 'A sealed secret was changed or belongs elsewhere',
          cause: error,
        })
      }
    },
  }
}
