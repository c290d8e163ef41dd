/**
 * Names a bucket of a service, so that the same one is recognised under another target. Null is Amazon S3 itself, where a
 * name is one bucket whatever the region.
 */
export const s3Place = (endpoint: string | null, bucket: string): string =>
  `${endpoint === null ? 's3' : new URL(endpoint).href.replace(/\/+$/, '')}/${bucket}`
