import { expect, it } from 'vitest'
import type { ApiContext } from '../../api-context.ts'
import { slicedFiles } from './sliced-files.ts'

it('refuses a span of more files than are looked at, and reads none of them', async () => {
  let finds = 0
  const find = async () => {
    finds += 1
    return { files: [], total: 100_001 }
  }
  const store = { streams: { get: async () => null }, fileIndex: { find } }
  const context = { store } as unknown as ApiContext
  const stream = { domain: 'live.example.com', app: 'live', stream: 'one' }
  const asked = slicedFiles(context, stream, { StartTime: 0, EndTime: 1 })
  await expect(asked).rejects.toMatchObject({ code: 'InvalidEndTime.Mismatch' })
  expect(finds).toBe(1)
})
