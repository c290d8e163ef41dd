import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { manifestOf, type World } from '@tapedeck/e2e/support'

const run = promisify(execFile)

const stagingPrefix = 'tapedeck-staging/'

const filesBelow = async (directory: string): Promise<string[]> => {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
}

/** ffmpeg processes that pull from the world's source server. */
const pullers = async ({ rtmp }: World): Promise<string[]> => {
  const { stdout } = await run('ps', ['-eo', 'pid=,args='])
  return stdout
    .split('\n')
    .filter((line) => line.includes('ffmpeg') && line.includes(`-i rtmp://127.0.0.1:${rtmp.port}/`))
    .map((line) => line.trim().split(' ')[0] ?? '')
}

/** All items of a list of the API, over its pages. */
const allOf = async <T>({ stack }: World, path: string): Promise<T[]> => {
  const items: T[] = []
  let cursor: string | null = null
  do {
    const from: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const page = await stack.api.call<{ items: T[]; nextCursor: string | null }>(
      ...(['GET', `${path}?limit=100${from}`] as const),
    )
    items.push(...page.body.items)
    cursor = page.body.nextCursor
  } while (cursor !== null)
  return items
}

/** Tells the objects that a recording's account names, the account itself included. */
const namedBy = async (world: World, id: string): Promise<(key: string) => boolean> => {
  const { files } = await manifestOf(world, id)
  const pictures = await allOf<{ key: string }>(world, `/v1/recordings/${id}/thumbnails`)
  const named = new Set([
    ...files.flatMap(({ key, initKey, slices }) => [key, initKey, ...slices.map((one) => one.key)]),
    ...files.map(({ poster }) => poster?.key),
    ...pictures.map(({ key }) => key),
  ])
  const manifest = `${id}.manifest.json`
  return (key) => named.has(key) || key === manifest || key.endsWith(`/${manifest}`)
}

/** Objects outside of staging that no recording's account names. */
const unnamedObjects = async (world: World): Promise<string[]> => {
  const keys = (await world.objects.list('')).map(({ key }) => key)
  const recordings = await allOf<{ id: string }>(world, '/v1/recordings')
  const areNamed = await Promise.all(recordings.map(({ id }) => namedBy(world, id)))
  return keys.filter(
    (key) => !key.startsWith(stagingPrefix) && !areNamed.some((isNamed) => isNamed(key)),
  )
}

/** Everything that no finished recording should leave behind. */
const leftoversOf = async (world: World): Promise<string[]> => [
  ...(await filesBelow(world.stack.spoolDir)).map((path) => `spool file ${path}`),
  ...(await world.objects.listUploads('')).map(({ key }) => `upload ${key}`),
  ...(await world.objects.list(stagingPrefix)).map(({ key }) => `staging object ${key}`),
  ...(await unnamedObjects(world)).map((key) => `object ${key}`),
  ...(await pullers(world)).map((pid) => `ffmpeg process ${pid}`),
]

const pollMs = 500

/** What is left when nothing goes away any more: asked until nothing is left or the time is over. */
export const leftoversAfter = async (world: World, timeoutMs: number): Promise<string[]> => {
  const deadlineMs = Date.now() + timeoutMs
  for (;;) {
    const left = await leftoversOf(world)
    if (left.length === 0 || Date.now() > deadlineMs) return left
    await delay(pollMs)
  }
}
