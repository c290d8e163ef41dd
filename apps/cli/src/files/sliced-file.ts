import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Schemas, Tapedeck } from '@tapedeck/client'
import { relativeUri, renderMediaPlaylist } from '@tapedeck/media'
import { DownloadError } from './download-error.ts'
import { type DownloadOptions, downloadObject } from './download-object.ts'
import type { OpenObject } from './fetch-rest.ts'
import { localPathOf } from './local-path.ts'
import { readLocal } from './part-file.ts'

type ManifestFile = Schemas['Manifest']['files'][number]

/** Opens a slice, or the init segment, as the API gives it whatever storage it lies in. */
const openSlice =
  (client: Tapedeck, recordingId: string, fileId: string, name: string): OpenObject =>
  async (headers, signal) => {
    const { response } = await client.raw.GET('/v1/recordings/{id}/slices/{fileId}/{name}', {
      params: { path: { id: recordingId, fileId, name } },
      headers,
      signal,
      parseAs: 'stream',
    })
    return response
  }

/** The playlist over the slices as they lie here. */
const playlistOf = (file: ManifestFile): string =>
  renderMediaPlaylist({
    type: 'VOD',
    targetDurationSeconds: 1,
    mediaSequence: 0,
    initUri: file.initKey === null ? null : relativeUri(file.key, file.initKey),
    slices: file.slices.map(({ key, durationMs, discontinuity, startedAt }) => ({
      uri: relativeUri(file.key, key),
      durationMs,
      discontinuity,
      programDateTimeMs: Date.parse(startedAt),
    })),
    isEnded: true,
  })

const checksumOf = async (paths: string[]): Promise<string> => {
  let crc = 0
  for (const path of paths) {
    const local = await readLocal(path, crc)
    crc = local?.crc32 ?? crc
  }
  return crc.toString(16).padStart(8, '0')
}

/**
 * Downloads the slices of an m3u8 or cmaf file with a playlist that plays them from here.
 * @returns whether everything was here already
 * @throws DownloadError when they cannot be had, or are not what was stored
 */
export const downloadSlices = async (
  client: Tapedeck,
  recordingId: string,
  file: ManifestFile,
  options: DownloadOptions & { directory: string },
): Promise<boolean> => {
  const pathOf = (key: string): string => localPathOf(options.directory, key)
  const path = pathOf(file.key)
  const extension = file.format === 'cmaf' ? 'm4s' : 'ts'
  let have = 0
  let wasHere = true
  const get = async (key: string, name: string, bytes: number | null): Promise<void> => {
    const open = openSlice(client, recordingId, file.id, name)
    const before = have
    const onBytes = (now: number) => {
      if (bytes !== null) options.onBytes(before + now)
    }
    const download = { path: pathOf(key), bytes, crc32: null, open }
    if (!(await downloadObject(download, { pause: options.pause, onBytes }))) wasHere = false
    have += bytes ?? 0
  }
  if (file.initKey !== null) await get(file.initKey, 'init.mp4', null)
  for (const { key, sequence, bytes } of file.slices)
    await get(key, `${sequence}.${extension}`, bytes)
  const paths = file.slices.map(({ key }) => pathOf(key))
  const checksum = await checksumOf(paths)
  if (checksum !== file.crc32.toLowerCase()) {
    await Promise.all(paths.map((slice) => rm(slice, { force: true })))
    throw new DownloadError(
      `${path}: its slices are not what was stored: CRC-32 ${checksum} instead of ${file.crc32}`,
    )
  }
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, playlistOf(file))
  return wasHere
}
