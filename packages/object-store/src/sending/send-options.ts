import type { LimitFunction } from 'p-limit'
import type { ObjectStore } from '../object-store.ts'
import type { RetryOptions } from './with-retry.ts'

/** What every way of sending an object needs. */
export type SendOptions = RetryOptions & {
  store: ObjectStore
  key: string
  contentType: string
  /** Shared by all uploads of a process: bounds the requests under way, and so the parts held in memory. */
  limit: LimitFunction
}

/** An object that is in the store, with the CRC-32 of its bytes as 8 hex digits. */
export type SentObject = { key: string; bytes: number; etag: string; crc32: string }

/** A CRC-32 as 8 hex digits. */
export const crc32Hex = (crc: number): string => crc.toString(16).padStart(8, '0')
