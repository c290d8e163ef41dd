import type { StorageConfig } from '@tapedeck/config'
import { type ObjectStore, openStorage } from '@tapedeck/object-store'
import type { Finding } from './finding.ts'
import { type Place, tryPlace } from './try-place.ts'

const placeOf = (kind: string, settings: string, store: ObjectStore): Place => ({
  where: `${kind} storage "${store.bucket}"`,
  settings,
  store,
})

/** Tries every storage of the configuration with real objects. Never throws. */
export const checkStorage = async (config: StorageConfig): Promise<Finding[]> => {
  const storage = openStorage(config, null)
  const { resolve, backup } = storage
  const places: Place[] = []
  if (config.s3 !== null)
    places.push(placeOf('s3', 'TAPEDECK_S3_…', resolve({ type: 's3', bucket: null })))
  if (config.filesystem !== null) {
    const store = resolve({ type: 'filesystem', directory: null })
    places.push(placeOf('filesystem', 'TAPEDECK_FILESYSTEM_DIR', store))
  }
  if (backup !== null) places.push(placeOf('backup', 'TAPEDECK_BACKUP_…', backup))
  try {
    const found: Finding[] = []
    for (const place of places) found.push(...(await tryPlace(place)))
    return found
  } finally {
    storage.close()
  }
}
