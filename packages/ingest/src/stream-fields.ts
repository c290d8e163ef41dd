import { domainNameSchema, streamNameSchema } from '@tapedeck/contracts'
import { z } from 'zod'

const maxIdLength = 256
const maxUrlLength = 4096
const maxCodecLength = 32
const maxVideoKbps = 1_000_000

/** Name of an application or a stream. */
export const nameField = streamNameSchema.shape.app

/** A server's id of a client; SRS 4 documents numbers. */
export const idField = z.union([
  z.string().min(1).max(maxIdLength),
  z.int().min(0).transform(String),
])

export const urlField = z.string().max(maxUrlLength)
export const codecField = z.string().min(1).max(maxCodecLength)
export const videoKbpsField = z.int().min(0).max(maxVideoKbps)

/** A domain's name in lower case, null for what cannot be one. */
export const domainOf = (host: string | undefined): string | null => {
  const result = domainNameSchema.safeParse(host)
  return result.success ? result.data : null
}

/** The host of a URL of any scheme as a domain's name, null when there is none that could be one. */
export const hostOfUrl = (url: string | undefined): string | null =>
  url === undefined || !URL.canParse(url) ? null : domainOf(new URL(url).hostname)
