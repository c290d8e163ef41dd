import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { FileView } from '@tapedeck/contracts'
import type { ApiClient } from './api-client.ts'

/** Reads objects by key, as the recording's user would with its own credentials. */
export type ObjectReader = {
  get(key: string): Promise<Buffer>
  list(prefix: string): Promise<{ key: string; bytes: number }[]>
}

type ManifestFile = {
  format: string
  output: string
  bucket: string
  sequence: number
  key: string
  initKey: string | null
  slices: { key: string }[]
}

/**
 * Downloads every file of a recording with its slices, each under its own key, so that playlists work as they are.
 * @param options.bucketOf reads a bucket, of outputs with a storage of their own: each is kept in a directory of its own
 * @returns the local paths by output, which is named as its format when nothing else was said, in order of sequence
 */
export const downloadFiles = async (options: {
  api: ApiClient
  objects: ObjectReader
  recordingId: string
  directory: string
  bucketOf?: (bucket: string) => ObjectReader
}): Promise<Record<string, string[]>> => {
  const { api, recordingId } = options
  const { body } = await api.call<{ files: ManifestFile[] }>(
    'GET',
    `/v1/recordings/${recordingId}/manifest`,
  )
  const paths: Record<string, string[]> = {}
  for (const file of body.files) {
    const objects = options.bucketOf?.(file.bucket) ?? options.objects
    // two buckets may hold the same key
    const directory = options.bucketOf ? join(options.directory, file.bucket) : options.directory
    const keys = [file.key, file.initKey, ...file.slices.map((slice) => slice.key)]
    for (const key of keys) {
      if (key === null) continue
      const path = join(directory, key)
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, await objects.get(key))
    }
    paths[file.output] = [...(paths[file.output] ?? []), join(directory, file.key)]
  }
  return paths
}

/** Files of one format, in order. */
export const filesOf = (files: FileView[], format: string): FileView[] =>
  files.filter((file) => file.format === format).toSorted((a, b) => a.sequence - b.sequence)
