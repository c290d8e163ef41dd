import type { Schemas, Tapedeck } from '@tapedeck/client'
import type { CliContext } from '../cli-command.ts'
import { bytesText } from '../output/figures.ts'
import { createDownloadBar } from './download-bar.ts'
import { DownloadError } from './download-error.ts'
import { type DownloadOptions, downloadObject } from './download-object.ts'
import type { OpenObject } from './fetch-rest.ts'
import { localPathOf } from './local-path.ts'
import { downloadSlices } from './sliced-file.ts'

type File = Schemas['File']
type Manifest = Schemas['Manifest']

/** What became of a file. */
export type Downloaded = { fileId: string; path: string; bytes: number; wasHere: boolean }

const isSliced = ({ format }: File): boolean => format === 'm3u8' || format === 'cmaf'

/** The file as it is now; undefined when it is no longer known. */
const asItIsNow = async (client: Tapedeck, file: File): Promise<File | undefined> => {
  for await (const found of client.recordings.allFiles(file.recordingId))
    if (found.id === file.id) return found
  return undefined
}

/** A new link to the file: one works for a limited time only. */
const freshLink = async (client: Tapedeck, file: File): Promise<string> => {
  const url = (await asItIsNow(client, file))?.url ?? null
  if (url === null) throw new DownloadError(`${file.key} is no longer stored`)
  return url
}

/** Opens the file by its link; once it was refused, by a new one. */
const openByLink = (client: Tapedeck, file: File): OpenObject => {
  let link = file.url
  return async (headers, signal) => {
    link ??= await freshLink(client, file)
    // the link works by itself: the API's key is none of the storage's business
    const answer = await fetch(link, { headers, signal })
    if (answer.status === 403) link = null
    return answer
  }
}

/** Opens the file as the API gives it, with the key: links to it are of the address that others reach. */
const openThroughApi =
  (client: Tapedeck, { recordingId, id }: File): OpenObject =>
  async (headers, signal) => {
    const { response } = await client.raw.GET('/v1/recordings/{id}/files/{fileId}/content', {
      params: { path: { id: recordingId, fileId: id } },
      headers,
      signal,
      parseAs: 'stream',
    })
    return response
  }

const downloadOne = async (
  client: Tapedeck,
  file: File,
  manifest: Manifest | null,
  options: DownloadOptions & { directory: string },
): Promise<boolean> => {
  if (isSliced(file)) {
    const sliced = manifest?.files.find(({ id }) => id === file.id)
    if (sliced === undefined) throw new DownloadError(`${file.key} is no longer stored`)
    return downloadSlices(client, file.recordingId, sliced, options)
  }
  const isOfApi = file.storage === 'filesystem' || file.url === null
  const open = isOfApi ? openThroughApi(client, file) : openByLink(client, file)
  const { bytes, crc32 } = file
  const path = localPathOf(options.directory, file.key)
  return downloadObject({ path, bytes, crc32, open }, options)
}

/** The same, but null for a file whose time is over, or was so while it was fetched: the others can still be had. */
const downloadUnlessRemoved = async (
  client: Tapedeck,
  file: File,
  manifest: Manifest | null,
  options: DownloadOptions & { directory: string },
): Promise<boolean | null> => {
  if (file.removedAt !== null) return null
  try {
    return await downloadOne(client, file, manifest, options)
  } catch (error) {
    if (!(error instanceof DownloadError)) throw error
    const now = await asItIsNow(client, file).catch(() => undefined)
    if ((now?.removedAt ?? null) === null) throw error
    return null
  }
}

/**
 * Downloads files of a recording below a directory, each under its key; what is there already is only compared. Files that
 * were removed because their time was over are told of and left out.
 * @throws DownloadError of the first other file that cannot be had whole
 */
export const downloadFiles = async (
  context: CliContext,
  client: Tapedeck,
  files: File[],
  directory: string,
): Promise<Downloaded[]> => {
  const stored = files.filter(({ removedAt }) => removedAt === null)
  const [sliced] = stored.filter(isSliced)
  const manifest =
    sliced === undefined ? null : await client.recordings.manifest(sliced.recordingId)
  const totalBytes = stored.reduce((sum, { bytes }) => sum + bytes, 0)
  const bar = createDownloadBar(context.terminal, totalBytes, context.clock)
  const done: Downloaded[] = []
  let before = 0
  try {
    for (const file of files) {
      const onBytes = (have: number) => bar.show(before + have, file.key)
      const options = { directory, pause: context.pause, onBytes }
      const wasHere = await downloadUnlessRemoved(client, file, manifest, options)
      const path = localPathOf(directory, file.key)
      if (wasHere === null) {
        bar.keep(`${path}  was removed from storage: its time is over`)
        continue
      }
      before += file.bytes
      done.push({ fileId: file.id, path, bytes: file.bytes, wasHere })
      bar.keep(`${path}  ${bytesText(file.bytes)}${wasHere ? '  was here' : ''}`)
    }
    return done
  } finally {
    bar.stop()
  }
}
