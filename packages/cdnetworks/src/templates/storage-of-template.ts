import { createHash } from 'node:crypto'
import type { RegisteredStorage } from '@tapedeck/domain'
import { endpointOf } from './template-fields.ts'

/** Regions are signed with; what does not look like one is told as the region that servers without regions take. */
const regionPattern = /^[a-z0-9][a-z0-9-]{0,62}$/
const regionOfNone = 'us-east-1'

/** Which object storage a template means. */
export type StorageSaid = { region: string; mgrUrl: string; ak: string }

/**
 * The name of the registered storage for a template: the same for all templates that name the same host, region and access
 * key, so that a new secret reaches all of them.
 */
export const storageNameOf = ({ region, mgrUrl, ak }: StorageSaid): string => {
  const said = JSON.stringify([endpointOf(mgrUrl), region.toLowerCase(), ak])
  return `cdnetworks-${createHash('sha256').update(said).digest('hex').slice(0, 24)}`
}

/** The storage to register. Its buckets are those of the templates. */
export const storageOfTemplate = (said: StorageSaid, sk: string): RegisteredStorage => {
  const region = said.region.toLowerCase()
  return {
    name: storageNameOf(said),
    endpoint: endpointOf(said.mgrUrl) ?? said.mgrUrl,
    region: regionPattern.test(region) ? region : regionOfNone,
    forcePathStyle: true,
    accessKeyId: said.ak,
    secretAccessKey: sk,
    bucket: null,
    aliases: [],
  }
}

/** The host by which a storage of the installation may be known (`RegisteredStorage.aliases`). */
export const hostOfMgrUrl = (mgrUrl: string): string => {
  const endpoint = endpointOf(mgrUrl)
  return endpoint === null ? mgrUrl.toLowerCase() : new URL(endpoint).host
}
