import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFilesystemStore } from '../src/index.ts'
import { describeObjectStore } from './contract.ts'

describeObjectStore(
  'the filesystem store',
  async () => {
    const rootDirectory = await mkdtemp(join(tmpdir(), 'tapedeck-store-'))
    const store = createFilesystemStore({ rootDirectory, directory: 'recordings' })
    return { store, stop: () => rm(rootDirectory, { recursive: true }) }
  },
  { hasUploadListing: true, hasBatchDelete: true, copiesPlusSigns: true },
)
