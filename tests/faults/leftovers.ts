import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { World } from '@tapedeck/e2e/support'

const run = promisify(execFile)

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

/** Everything that no finished recording should leave behind. */
const leftoversOf = async (world: World): Promise<string[]> => [
  ...(await filesBelow(world.stack.spoolDir)).map((path) => `spool file ${path}`),
  ...(await world.objects.listUploads('')).map(({ key }) => `upload ${key}`),
  ...(await world.objects.list('tapedeck-staging/')).map(({ key }) => `staging object ${key}`),
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
