import type {
  AccessKey,
  ApiKey,
  RegisteredStorage,
  StoredAccessKey,
  StoredRegisteredStorage,
} from '@tapedeck/domain'
import type { Page } from './store.ts'

type PageRequest = { cursor: string | null; limit: number }
type NewAccessKey = Omit<AccessKey, 'createdAtMs' | 'updatedAtMs'>

export type AccessKeyStore = {
  /** exists: a key of that id is there. */
  create(key: NewAccessKey): Promise<{ outcome: 'created'; key: AccessKey } | { outcome: 'exists' }>
  get(id: string): Promise<StoredAccessKey | null>
  /** Newest first. */
  list(page: PageRequest): Promise<Page<StoredAccessKey>>
  update(
    id: string,
    change: Partial<Pick<AccessKey, 'name' | 'apis' | 'mode' | 'isEnabled'>>,
  ): Promise<StoredAccessKey | null>
  remove(id: string): Promise<boolean>
}

/** Keys of the native API; only their hashes are kept. */
export type ApiKeyStore = {
  /** exists: a key of that id is there. */
  create(
    key: Omit<ApiKey, 'createdAtMs'>,
  ): Promise<{ outcome: 'created'; key: ApiKey } | { outcome: 'exists' }>
  get(id: string): Promise<ApiKey | null>
  /** Newest first. */
  list(page: PageRequest): Promise<Page<ApiKey>>
  remove(id: string): Promise<boolean>
}

/** What several API processes must decide together. */
export type RequestGuardStore = {
  /** False when the same `token` was used within `ttlMs`: a replayed nonce or signature. */
  useOnce(token: string, ttlMs: number): Promise<boolean>
  /** Counts one request against a limit; `retryAfterMs` is 0 when it is allowed. */
  allow(
    bucket: string,
    limit: { requests: number; windowMs: number },
  ): Promise<{ isAllowed: boolean; retryAfterMs: number }>
}

export type StorageRegistry = {
  create(storage: RegisteredStorage): Promise<'created' | 'exists'>
  get(name: string): Promise<StoredRegisteredStorage | null>
  /** By name. Their number is bounded (`collectionBounds.storages`). */
  all(): Promise<StoredRegisteredStorage[]>
  replace(name: string, storage: RegisteredStorage): Promise<StoredRegisteredStorage | null>
  /** in_use: a template, an unfinished recording, or a file that retention still has to remove names it. */
  remove(name: string): Promise<'removed' | 'missing' | 'in_use'>
  /** Calls back whenever one changed; returns the release. */
  watch(onChange: () => void): Promise<() => Promise<void>>
}
