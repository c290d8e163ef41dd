import { TapedeckError } from '@tapedeck/contracts'
import {
  outputStorages,
  type Recording,
  type RecordingTemplate,
  type StorageTarget,
  templateStorages,
} from '@tapedeck/domain'
import { keys } from '@tapedeck/redis'

/** What may name a registered storage, which then cannot be removed. */
type StorageUser = 'template' | 'rule' | 'recording' | 'retention'

/** The argument of note-storages.lua.ts: which registered storages a user names now, instead of those of before. */
const storageNote = (kind: StorageUser, id: string, targets: StorageTarget[]): string => {
  const names = targets.flatMap((target) =>
    target.type === 's3' && typeof target.storage === 'string' ? [target.storage] : [],
  )
  const unique = [...new Set(names)]
  return JSON.stringify({ user: `${kind}:${id}`, names: unique, keys: unique.map(keys.storage) })
}

/**
 * What a script answered that notes who names storages.
 * @throws TapedeckError STORAGE_NOT_CONFIGURED when it found that one of them is not registered, and did nothing
 */
export const unlessStorageMissing = <Answer>(answer: unknown): Answer => {
  if (!Array.isArray(answer) || answer[0] !== 'storage_missing') return answer as Answer
  throw new TapedeckError('STORAGE_NOT_CONFIGURED', {
    detail: `There is no storage of the name "${answer[1]}".`,
  })
}

/** @param template null for none, and when the template or rule is gone */
export const storagesOfTemplate = (
  kind: 'template' | 'rule',
  id: string,
  template: RecordingTemplate | null,
): string =>
  storageNote(
    kind,
    id,
    template === null ? [] : templateStorages(template).map(({ target }) => target),
  )

export const storagesOfRecording = ({ id, storage, template }: Recording): string =>
  storageNote('recording', id, [storage, ...outputStorages(template).map(({ target }) => target)])

export const storagesOfEndedRecording = (id: string): string => storageNote('recording', id, [])

/** @param storage null when the objects are removed */
export const storagesOfRetained = (id: string, storage: StorageTarget | null): string =>
  storageNote('retention', id, storage === null ? [] : [storage])
