import type { AccessKey, ApiKey, RegisteredStorage } from '@tapedeck/domain'

export const anAccessKey = (
  id: string,
  fields: Partial<AccessKey> = {},
): Omit<AccessKey, 'createdAtMs' | 'updatedAtMs'> => ({
  id,
  name: null,
  secret: `the secret of ${id}`,
  apis: ['ims', 'live'],
  mode: 'write',
  isEnabled: true,
  ...fields,
})

export const anApiKey = (id: string): Omit<ApiKey, 'createdAtMs'> => ({
  id,
  name: `name of ${id}`,
  scope: 'read',
  hash: `hash of ${id}`,
})

export const aStorage = (
  name: string,
  fields: Partial<RegisteredStorage> = {},
): RegisteredStorage => ({
  name,
  endpoint: 'https://s3.example.org',
  region: 'us-east-1',
  forcePathStyle: true,
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: `the secret of ${name}`,
  bucket: 'tapes',
  aliases: ['oss-cn-shanghai.aliyuncs.com'],
  ...fields,
})
