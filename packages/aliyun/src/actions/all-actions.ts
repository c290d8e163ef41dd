import { type ActionSpec, type AliyunProduct, productVersions } from './action-spec.ts'
import * as ims from './ims/index.ts'
import * as live from './live/index.ts'

/** Every action of both products that is known here. */
export const allActions: readonly ActionSpec[] = [
  ...Object.values(ims),
  ...Object.values(live),
] as ActionSpec[]

/** The product that answers to an API version; null for one that is not known. */
export const productOfVersion = (version: string): AliyunProduct | null => {
  const [found] = Object.entries(productVersions).filter(([, known]) => known === version)
  return found === undefined ? null : (found[0] as AliyunProduct)
}
