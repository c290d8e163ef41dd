import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { DownloadError } from './download-error.ts'
import { fetchRest, type OpenObject } from './fetch-rest.ts'
import { type LocalBytes, PartFile, readLocal } from './part-file.ts'

/** One object that is to be here. */
export type Download = {
  /** Where it comes to lie; until it is whole it lies beside that as `<path>.<crc32>.part`. */
  path: string
  /** Null when that is not known: then it cannot be resumed. */
  bytes: number | null
  /** 8 hex digits; null when that is not known. */
  crc32: string | null
  open: OpenObject
}

export type DownloadOptions = {
  pause: (delayMs: number) => Promise<void>
  /** Told of how much of it is here. */
  onBytes: (have: number) => void
}

/** Tries in a row that bring nothing. */
const maxFruitless = 5
const firstPauseMs = 500

const hex = (crc: number): string => crc.toString(16).padStart(8, '0')

const isWhole = (local: LocalBytes | null, { bytes, crc32 }: Download): boolean =>
  local !== null &&
  (bytes === null || local.bytes === bytes) &&
  (crc32 === null || hex(local.crc32) === crc32.toLowerCase())

/** Fetches until as many bytes are here as there should be. */
const fill = async (
  part: PartFile,
  download: Download,
  options: DownloadOptions,
): Promise<void> => {
  const { path, bytes } = download
  let fruitless = 0
  while (bytes === null || part.local.bytes < bytes) {
    if (bytes === null) await part.restart()
    const before = part.local.bytes
    const fetched = await fetchRest(download.open, part, options.onBytes)
    if (bytes === null ? fetched.outcome === 'ended' : part.local.bytes >= bytes) return
    if (fetched.outcome === 'refused') throw new DownloadError(`${path}: ${fetched.why}`)
    fruitless = bytes !== null && part.local.bytes > before ? 0 : fruitless + 1
    if (fruitless === maxFruitless) {
      const why = fetched.outcome === 'broken' ? fetched.why : 'it ended too early'
      throw new DownloadError(`${path}: ${why}; the same command goes on from here later`)
    }
    if (fruitless > 0) await options.pause(firstPauseMs * 2 ** (fruitless - 1))
  }
}

const differs = ({ path, bytes, crc32 }: Download, local: LocalBytes): DownloadError => {
  const got = `${local.bytes} bytes with CRC-32 ${hex(local.crc32)}`
  return new DownloadError(
    `${path}: what came is not what was stored: ${got} instead of ${bytes} with ${crc32}`,
  )
}

const fetchWhole = async (
  partPath: string,
  download: Download,
  options: DownloadOptions,
): Promise<void> => {
  const part = await PartFile.open(partPath)
  try {
    const wasResumed = part.local.bytes > 0
    options.onBytes(part.local.bytes)
    await fill(part, download, options)
    if (!isWhole(part.local, download) && wasResumed) {
      // what an earlier run left may have been spoilt
      await part.restart()
      await fill(part, download, options)
    }
    if (!isWhole(part.local, download)) {
      await rm(partPath, { force: true })
      throw differs(download, part.local)
    }
    await part.sync()
  } finally {
    await part.close()
  }
}

/**
 * Downloads an object, going on from what an earlier run left, and compares it with what was stored.
 * @returns whether it was here already
 * @throws DownloadError when it cannot be had, or is not what was stored
 */
export const downloadObject = async (
  download: Download,
  options: DownloadOptions,
): Promise<boolean> => {
  const { path, crc32 } = download
  const local = await readLocal(path)
  if (local !== null && isWhole(local, download)) {
    options.onBytes(local.bytes)
    return true
  }
  await mkdir(dirname(path), { recursive: true })
  const partPath = crc32 === null ? `${path}.part` : `${path}.${crc32}.part`
  await fetchWhole(partPath, download, options)
  await rename(partPath, path)
  return false
}
