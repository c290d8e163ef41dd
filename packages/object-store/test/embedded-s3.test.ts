import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedS3 } from '@tapedeck/testkit'
import pLimit from 'p-limit'
import { expect, test } from 'vitest'
import { createGrowingUpload, createS3Store } from '../src/index.ts'
import { describeObjectStore } from './contract.ts'

describeObjectStore(
  'the S3 store on the embedded server',
  async () => {
    const server = await startEmbeddedS3()
    const store = createS3Store(server)
    return {
      store,
      stop: async () => {
        store.close()
        await server.stop()
      },
    }
  },
  { hasUploadListing: false, hasBatchDelete: false, copiesPlusSigns: false },
)

test('growing uploads arrive whole on the embedded server', async () => {
  const server = await startEmbeddedS3()
  const store = createS3Store(server)
  const directory = await mkdtemp(join(tmpdir(), 'tapedeck-embedded-'))
  try {
    const limit = pLimit(4)
    const send = async (bytes: number): Promise<void> => {
      const [workFile, key] = [join(directory, `${bytes}`), `grown/${bytes}.mp4`]
      const [head, body] = [randomBytes(999), randomBytes(bytes)]
      await writeFile(workFile, body)
      const upload = createGrowingUpload({
        store,
        key,
        contentType: 'video/mp4',
        workFile,
        limit,
        retry: { firstDelayMs: 5, maxDelayMs: 20, factor: 2, attempts: 2 },
        random: () => 0.5,
        signal: new AbortController().signal,
        onRetry: () => {},
        partBytes: () => 1_000_000,
      })
      upload.grown(bytes)
      await upload.finish(head)
      expect((await store.get(key)).equals(Buffer.concat([head, body]))).toBe(true)
    }
    await Promise.all([10, 999_999, 1_000_000, 5_000_000, 5_000_001, 9_123_456].map(send))
  } finally {
    store.close()
    await server.stop()
    await rm(directory, { recursive: true })
  }
})
