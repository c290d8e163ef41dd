import {
  CdnetworksError,
  hostOfMgrUrl,
  storageNameOf,
  storageOfTemplate,
  type TemplateNote,
  type TemplateWish,
} from '@tapedeck/cdnetworks'
import type { StorageTarget } from '@tapedeck/domain'
import type { ApiContext } from '../api-context.ts'

/** Where the buckets of a template are. `name` is the registered storage that is made for it, null when none is. */
export type TemplatePlace = { name: string | null; targetOf(bucketName: string): StorageTarget }

/**
 * Where the buckets of a template are: in the object storage for which it brings keys; without keys in the registered storage
 * that has its management host as an alias, or else in the storage of the installation.
 */
export const placeOfTemplate = async (
  { store, storage }: ApiContext,
  { ak, mgrUrl, region }: TemplateWish,
): Promise<TemplatePlace> => {
  const inStorage = (name: string) => (bucket: string) =>
    ({ type: 's3', bucket, storage: name }) as const
  if (ak !== null) {
    const name = storageNameOf({ ak, mgrUrl, region })
    return { name, targetOf: inStorage(name) }
  }
  const host = hostOfMgrUrl(mgrUrl)
  const known = (await store.storages.all()).find(({ aliases }) => aliases.includes(host))
  if (known !== undefined) return { name: null, targetOf: inStorage(known.name) }
  const isS3 = storage(null).type === 's3'
  return {
    name: null,
    targetOf: (bucketName) =>
      isS3 ? { type: 's3', bucket: bucketName } : { type: 'filesystem', directory: bucketName },
  }
}

/** The secret that the template had until now. */
const formerSecret = async (
  { store }: ApiContext,
  former: TemplateNote | null,
): Promise<string | null> => {
  if (former === null || former.storage === null) return null
  return (await store.storages.get(former.storage))?.secretAccessKey ?? null
}

/**
 * Registers the storage for which a template brings keys, or gives it the secret that was sent last.
 * @param former what the template said before
 * @throws CdnetworksError 400 when no secret is known
 */
export const registerStorage = async (
  context: ApiContext,
  { ak, sk, mgrUrl, region }: TemplateWish,
  former: TemplateNote | null,
): Promise<void> => {
  if (ak === null) return
  const { storages } = context.store
  const secret = sk ?? (await formerSecret(context, former))
  if (secret === null) throw new CdnetworksError('PARAMETER_INVALID', 'sk: must come with ak')
  const wanted = storageOfTemplate({ ak, mgrUrl, region }, secret)
  if ((await storages.create(wanted)) === 'created') return
  const known = await storages.get(wanted.name)
  if (known?.secretAccessKey === secret) return
  // what a user changed of it since stays
  const { unreadable: _, ...settings } = known ?? { ...wanted, unreadable: undefined }
  await storages.replace(wanted.name, { ...settings, secretAccessKey: secret })
}

/** Removes the storage that was made for a template, unless something else needs it still. */
export const releaseStorage = async ({ store }: ApiContext, name: string | null): Promise<void> => {
  if (name !== null) await store.storages.remove(name)
}
