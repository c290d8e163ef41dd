import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DownloadError } from '../src/files/download-error.ts'
import { type Download, downloadObject } from '../src/files/download-object.ts'

const content = randomBytes(300_000)
const checksum = crc32(content).toString(16).padStart(8, '0')

type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** As a storage that can resume; of what was asked it sends `bytes` at most before the connection breaks. */
const sendUpTo =
  (bytes: number): Answer =>
  (request, response) => {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
    const rest = content.subarray(start)
    const range = { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` }
    response.writeHead(start > 0 ? 206 : 200, {
      'content-length': rest.length,
      ...(start > 0 ? range : {}),
    })
    response.write(rest.subarray(0, bytes), () => {
      if (bytes < rest.length) response.destroy()
      else response.end()
    })
  }
const sendAll = sendUpTo(Number.POSITIVE_INFINITY)
const refuse =
  (status: number): Answer =>
  (_, response) => {
    response.writeHead(status).end()
  }

let answers: Answer[]
let ranges: (string | undefined)[]
const server = createServer((request, response) => {
  ranges.push(request.headers.range)
  const answer = answers.shift() ?? sendAll
  answer(request, response)
})
let directory: string
let path: string
let link: string

beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  link = `http://127.0.0.1:${(server.address() as AddressInfo).port}/object`
})
afterAll(() => {
  server.close()
  server.closeAllConnections()
})
beforeEach(async () => {
  answers = []
  ranges = []
  directory = await mkdtemp(join(tmpdir(), 'tapedeck-download-'))
  path = join(directory, 'live/a.mp4')
})
afterEach(() => rm(directory, { recursive: true, force: true }))

const download = (part: Partial<Download> = {}): Promise<boolean> =>
  downloadObject(
    {
      path,
      bytes: content.length,
      crc32: checksum,
      open: (headers, signal) => fetch(link, { headers, signal }),
      ...part,
    },
    { pause: async () => {}, onBytes: () => {} },
  )

const startOf = (range: string | undefined): number => Number(/(\d+)-$/.exec(range ?? '')?.[1] ?? 0)

describe('a download', () => {
  test('whose connection breaks again and again goes on where it was', async () => {
    answers = [100_000, 50_000, 70_000].map(sendUpTo)
    expect(await download()).toBe(false)
    expect(await readFile(path)).toEqual(content)
    const starts = ranges.map(startOf)
    expect(starts).toEqual(starts.toSorted((a, b) => a - b))
    expect(starts.at(-1)).toBeGreaterThan(100_000)
    expect(await readdir(join(directory, 'live'))).toEqual(['a.mp4'])
  })

  test('of an earlier run goes on, and asks for the rest only', async () => {
    answers = [sendUpTo(120_000), refuse(404)]
    await expect(download()).rejects.toThrow(DownloadError)
    const [part = ''] = await readdir(join(directory, 'live'))
    expect(part).toBe(`a.mp4.${checksum}.part`)
    const kept = (await readFile(join(directory, 'live', part))).length
    expect(kept).toBeGreaterThan(0)
    ranges = []
    await download()
    expect(ranges).toEqual([`bytes=${kept}-`])
    expect(await readFile(path)).toEqual(content)
  })

  test('of what is here already asks for nothing', async () => {
    await download()
    ranges = []
    expect(await download()).toBe(true)
    expect(ranges).toEqual([])
  })

  test('begins again when the storage cannot resume', async () => {
    const everything: Answer = (_, response) => response.end(content)
    answers = [sendUpTo(100_000), everything]
    await download()
    expect(await readFile(path)).toEqual(content)
  })

  test('begins again when what an earlier run left was spoilt', async () => {
    answers = [sendUpTo(100_000), refuse(404)]
    await expect(download()).rejects.toThrow(DownloadError)
    const [part = ''] = await readdir(join(directory, 'live'))
    const partPath = join(directory, 'live', part)
    const spoilt = await readFile(partPath)
    spoilt.writeUInt8(spoilt.readUInt8(0) ^ 1, 0)
    await writeFile(partPath, spoilt)
    await download()
    expect(await readFile(path)).toEqual(content)
  })

  test('of a size that nobody knows is whole when it has ended well', async () => {
    answers = [sendUpTo(100_000), sendAll]
    await download({ bytes: null, crc32: null })
    expect(await readFile(path)).toEqual(content)
  })

  test('that is not what was stored leaves nothing behind', async () => {
    await expect(download({ crc32: '00000000' })).rejects.toThrow('is not what was stored')
    expect(await readdir(join(directory, 'live'))).toEqual([])
  })

  test('asks again while the storage is busy, and gives up when it stays so', async () => {
    answers = [503, 403, 500].map(refuse)
    await download()
    expect(ranges).toHaveLength(4)
    await rm(path)
    answers = Array.from({ length: 20 }, () => refuse(503))
    ranges = []
    await expect(download()).rejects.toThrow('it was answered with 503')
    expect(ranges).toHaveLength(5)
  })
})
