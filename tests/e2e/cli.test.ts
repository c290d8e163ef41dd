import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  appEntry,
  assertDecodes,
  makeSource,
  type Publisher,
  publishStream,
  type SpawnedProcess,
  spawnProcess,
} from '@tapedeck/testkit'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { ctrlC, type PtySession, startPty } from './pty-session.ts'
import { shareWorld, sharing } from './shared-world.ts'
import type { World } from './support.ts'

const repository = join(import.meta.dirname, '../..')
const patience = { timeout: 60_000, interval: 100 }

let world: World
let source: string
let publisher: Publisher
let env: Record<string, string>
let session: PtySession | null = null

const tapedeck = (...args: string[]): PtySession => {
  session = startPty([process.execPath, appEntry('cli'), ...args], env)
  return session
}

sharing.beforeAll(async ({ stack }) => {
  world = await shareWorld(stack)
  env = { TAPEDECK_URL: stack.api.url, TAPEDECK_API_KEY: stack.apiKey }
  source = await makeSource({ dir: world.directory, seconds: 20 })
  publisher = publishStream({ url: world.rtmp.url('live', 'hello'), file: source, loop: true })
})
afterEach(async () => {
  await session?.stop()
  session = null
})
afterAll(async () => {
  await publisher.kill()
  await world.stop()
})

describe('tapedeck in a terminal', () => {
  test('record --follow shows the moving figures, and Ctrl-C stops the recording', async () => {
    const url = world.rtmp.url('live', 'hello')
    const { screen, type, exited } = tapedeck(
      ...['record', url, '--follow', '--id', 'followed'],
      ...['--format', 'mp4,m3u8,cmaf', '--cycle', '5', '--slice', '5'],
    )
    await expect
      .poll(screen, patience)
      .toMatch(/recording {2}00:00:0[3-9] {2}[\d.]+ .B {2}.*backlog/)
    // drawn again and again on one line, cut to the terminal
    const drawn = screen().split('\r\u001b[2K')
    expect(drawn.length).toBeGreaterThan(3)
    for (const line of drawn) expect(line.split('\r\n')[0]?.length).toBeLessThan(100)
    type(ctrlC)
    await expect.poll(screen, patience).toContain('Stopping; what has arrived is stored.')
    expect(await exited).toBe(0)
    expect(screen()).toMatch(/followed completed \(stopped\): \d+ files, [\d.]+ .B, 0 gaps\r\n$/)
    const recording = await world.stack.api.recording('followed')
    expect(recording).toMatchObject({ state: 'completed', reason: 'stopped' })
  })

  test('files --download brings every format under a bar, and playlists play from there', async () => {
    const directory = join(world.directory, 'downloaded')
    const { screen, exited } = tapedeck('files', 'followed', '--download', directory)
    expect(await exited, screen()).toBe(0)
    expect(screen()).toMatch(/[#.]{24} +\d+ % {2}/)
    const files = await world.stack.api.files('followed')
    expect(new Set(files.map(({ format }) => format))).toEqual(new Set(['mp4', 'm3u8', 'cmaf']))
    for (const file of files) await assertDecodes(join(directory, file.key))
    const [mp4] = files.filter(({ format }) => format === 'mp4')
    const stored = await world.objects.get(mp4?.key ?? '')
    expect(await readFile(join(directory, mp4?.key ?? ''))).toEqual(stored)
    const again = tapedeck('files', 'followed', '--download', directory)
    expect(await again.exited).toBe(0)
    expect(again.screen().match(/was here/g)).toHaveLength(files.length)
  })
})

describe('docs/cli.md', () => {
  /** Indented blocks are what a reader would type, in one shell. */
  const commandsOf = (markdown: string): string =>
    markdown
      .split('\n')
      .filter((line) => line.startsWith('    '))
      .map((line) => line.slice(4))
      .join('\n')

  test('every command in it works', async () => {
    const directory = join(world.directory, 'docs')
    await mkdir(join(directory, '.tapedeck'), { recursive: true })
    await writeFile(join(directory, '.tapedeck/api-key'), `${world.stack.apiKey}\n`)
    const program = join(directory, 'tapedeck')
    await writeFile(program, `#!/bin/sh\nexec ${process.execPath} ${appEntry('cli')} "$@"\n`)
    await chmod(program, 0o755)
    const markdown = await readFile(join(repository, 'docs/cli.md'), 'utf8')
    const written = 'rtmp://127.0.0.1:1935/live/hello'
    expect(markdown).toContain(written)
    const script = commandsOf(markdown).replaceAll(written, world.rtmp.url('live', 'hello'))
    const shell: SpawnedProcess = spawnProcess('sh', ['-exc', script], {
      cwd: directory,
      env: {
        PATH: `${directory}:${process.env.PATH}`,
        HOME: directory,
        TAPEDECK_URL: world.stack.api.url,
      },
    })
    const { exitCode } = await shell.exited
    expect({ exitCode, output: exitCode === 0 ? '' : shell.output() }).toEqual({
      exitCode: 0,
      output: '',
    })
  })
})
