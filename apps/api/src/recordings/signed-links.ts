import { createHmac, timingSafeEqual } from 'node:crypto'
import { TapedeckError } from '@tapedeck/contracts'
import { deriveKey, type MasterKey } from '@tapedeck/store'

/** The file that a link is of. */
export type LinkedFile = { recordingId: string; fileId: string }

/** What a link carries in its query; repeated or missing fields come as Fastify reads them. */
export type LinkQuery = { expires?: unknown; signature?: unknown }

/** Signed links: they give the bytes of one file through this API for a limited time, without a key. */
export type SignedLinks = {
  /** @param address that of this API, without a slash at its end */
  link(address: string, file: LinkedFile): string
  /** @throws TapedeckError LINK_INVALID unless the query is that of a link of the file whose time is not over */
  check(file: LinkedFile, query: LinkQuery): void
}

const keyBytes = 32
/** What the signature is for: one of another kind of thing never passes for that of a file. */
const purpose = 'file content'

const invalid = (detail: string): TapedeckError => new TapedeckError('LINK_INVALID', { detail })

/**
 * HMAC-SHA-256 under a key that follows from the master key: every API of an installation takes the links of the others.
 * @param options.clock wall time in milliseconds
 */
export const createSignedLinks = (options: {
  masterKey: MasterKey
  lifetimeSeconds: number
  clock: () => number
}): SignedLinks => {
  const { masterKey, lifetimeSeconds, clock } = options
  const key = deriveKey(masterKey, 'signing links of files', keyBytes)
  // as JSON, so that no two files come to one text
  const sign = ({ recordingId, fileId }: LinkedFile, expires: string): string =>
    createHmac('sha256', key)
      .update(JSON.stringify([purpose, recordingId, fileId, expires]))
      .digest('base64url')
  return {
    link: (address, file) => {
      const expires = String(Math.floor(clock() / 1000) + lifetimeSeconds)
      const [recording, content] = [file.recordingId, file.fileId].map(encodeURIComponent)
      const signature = sign(file, expires)
      return `${address}/v1/recordings/${recording}/files/${content}/content?expires=${expires}&signature=${signature}`
    },
    check: (file, { expires, signature }) => {
      if (typeof expires !== 'string' || typeof signature !== 'string')
        throw invalid('A signed link has one "expires" and one "signature".')
      const right = Buffer.from(sign(file, expires))
      const sent = Buffer.from(signature)
      if (sent.length !== right.length || !timingSafeEqual(sent, right))
        throw invalid('The signature is not that of this file and time.')
      if (clock() >= Number(expires) * 1000)
        throw invalid(`It worked until ${new Date(Number(expires) * 1000).toISOString()}.`)
    },
  }
}
