import {
  endpointOfPlace,
  type OssPlace,
  placeOfEndpoint,
  type ShownStorage,
  shownEndpoint,
} from '@tapedeck/aliyun'
import type { StorageTarget, StoredRegisteredStorage } from '@tapedeck/domain'
import type { ApiContext } from '../api-context.ts'

const placeOfRegistered = (storage: StoredRegisteredStorage): OssPlace => ({
  storage: storage.name,
  endpoint: storage.endpoint,
  region: storage.region,
  aliases: storage.aliases,
  bucket: storage.bucket,
})

/** The configured S3 storage as one place; none when it is not configured. */
const configuredPlaces = ({ config }: Pick<ApiContext, 'config'>): OssPlace[] => {
  const { s3 } = config.storage
  if (s3 === null) return []
  return [
    { storage: null, endpoint: s3.endpoint, region: s3.region, aliases: [], bucket: s3.bucket },
  ]
}

/**
 * The storage that a request names by its endpoint: a registered one by alias, name or endpoint, or the configured S3 by its
 * endpoint. Null when there is none of that endpoint, or no bucket is named and it has none of its own.
 */
export const targetOfEndpoint = async (
  context: ApiContext,
  endpoint: string,
  bucket: string | null,
): Promise<StorageTarget | null> => {
  const registered = await context.store.storages.all()
  const place = placeOfEndpoint(endpoint, [
    ...configuredPlaces(context),
    ...registered.map(placeOfRegistered),
  ])
  const wanted = bucket ?? place?.bucket ?? null
  if (place === null || wanted === null) return null
  return place.storage === null
    ? { type: 's3', bucket: wanted }
    : { type: 's3', bucket: wanted, storage: place.storage }
}

/** A target in the words of the foreign API. A directory is shown as a bucket without an endpoint. */
export const shownStorage = async (
  context: ApiContext,
  target: StorageTarget | null,
): Promise<ShownStorage> => {
  if (target?.type === 'filesystem') return { endpoint: '', bucket: target.directory ?? '' }
  const [configured] = configuredPlaces(context)
  const name = target?.storage ?? null
  if (name === null)
    return {
      endpoint: configured === undefined ? '' : endpointOfPlace(configured),
      bucket: target?.bucket ?? configured?.bucket ?? '',
    }
  const registered = await context.store.storages.get(name)
  return {
    endpoint: registered === null ? name : shownEndpoint(placeOfRegistered(registered)),
    bucket: target?.bucket ?? registered?.bucket ?? '',
  }
}
