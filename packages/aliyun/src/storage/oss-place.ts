/** A storage in the words of the foreign API. */
export type ShownStorage = { endpoint: string; bucket: string }

/** A storage that a request can name. */
export type OssPlace = {
  /** Name of a registered storage; null for the configured one. */
  storage: string | null
  /** URL of its S3 service; null for Amazon's own of the region. */
  endpoint: string | null
  region: string
  aliases: readonly string[]
  bucket: string | null
}

/** `https://OSS-cn-hangzhou.aliyuncs.com/` and `oss-cn-hangzhou.aliyuncs.com` are the same. */
export const normalEndpoint = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//, '')
    .replace(/\/+$/, '')

/** Host, and port where it is not the usual one, of a place's own service. */
export const endpointOfPlace = ({ endpoint, region }: OssPlace): string =>
  endpoint === null ? `s3.${region}.amazonaws.com` : new URL(endpoint).host

/**
 * The place that a request calls by `OssEndpoint`: by an alias, by the name of a registered storage, or by the S3 endpoint
 * itself. Aliases win; of places with the same endpoint the configured one, which must come first.
 */
export const placeOfEndpoint = (endpoint: string, places: readonly OssPlace[]): OssPlace | null => {
  const wanted = normalEndpoint(endpoint)
  return (
    places.find(({ aliases }) => aliases.some((alias) => normalEndpoint(alias) === wanted)) ??
    places.find(({ storage }) => storage === wanted) ??
    places.find((place) => endpointOfPlace(place) === wanted) ??
    null
  )
}

/** How answers call a place: by its first alias, else by its endpoint. */
export const shownEndpoint = (place: OssPlace): string => place.aliases[0] ?? endpointOfPlace(place)

/** Bucket names of S3, which hold those of OSS. */
export const isBucketName = (name: string): boolean =>
  /^[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$/.test(name)
