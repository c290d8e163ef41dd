export * from './backup/choose-storage.ts'
export { StorageHealth } from './backup/storage-health.ts'
export * from './filesystem/filesystem-store.ts'
export type * from './object-store.ts'
export * from './open-storage.ts'
export { placeFacts } from './place-facts.ts'
export type { StorageRegistrySource } from './registered/storage-book.ts'
export type { S3Connection } from './s3/s3-client.ts'
export { createS3Store, type S3StoreOptions } from './s3/s3-store.ts'
export { type RequestFailure, requestFailures } from './s3/watch-requests.ts'
export type { LostCycle } from './salvaging/lost-cycle.ts'
export { type SalvageContext, salvageCycle } from './salvaging/salvage-cycle.ts'
export {
  createGrowingUpload,
  type GrowingUpload,
  type GrowingUploadOptions,
} from './sending/growing-upload.ts'
export type { GrowingUploadState, SentPart } from './sending/part-ledger.ts'
export { equalPartBytes, maxParts, planPartBytes } from './sending/part-plan.ts'
export { crc32Hex, type SendOptions, type SentObject } from './sending/send-options.ts'
export { type SmallBody, storeSmall } from './sending/store-small.ts'
export * from './storage-resolver.ts'
