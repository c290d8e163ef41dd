import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type DocumentWorld,
  documentedCommands,
  runDocumented,
  startDocumented,
} from '@tapedeck/testkit'
import { afterAll, expect } from 'vitest'
import { shareWorld, sharing } from './shared-world.ts'
import type { World } from './support.ts'

let world: World
let page: DocumentWorld

sharing.beforeAll(async ({ stack }) => {
  world = await shareWorld(stack)
  const directory = await mkdtemp(join(tmpdir(), 'tapedeck-readme-'))
  await mkdir(join(directory, '.tapedeck'))
  await writeFile(join(directory, '.tapedeck/api-key'), stack.apiKey)
  page = {
    directory,
    addresses: {
      'http://127.0.0.1:8080': stack.api.url,
      'rtmp://127.0.0.1:1935': world.rtmp.url('', '').replace(/\/+$/, ''),
    },
    env: {},
  }
})
afterAll(async () => {
  await world.stop()
  await rm(page.directory, { recursive: true, force: true })
})

sharing('the commands of the README record a stream, and whatever is published', async () => {
  const { commands, background } = await documentedCommands('README.md')
  expect([commands.length, background.length]).toEqual([2, 1])
  const publishers = background.map((command) => startDocumented(command, page))
  const printed = await runDocumented(commands, page)
  // curl does not fail at an error: the API's own word for one must not be there
  expect(printed).not.toContain('urn:tapedeck:error')
  expect(printed).toContain('"reason":null')
  const { api } = world.stack
  const ended = await api.waitFor('hello', ({ endedAt }) => endedAt !== null, 60_000)
  expect(['completed', 'canceled']).toContain(ended.state)
  const live = await api.call<{ phase: string }>('GET', '/v1/streams/local/live/hello')
  expect(live.body.phase).toBe('recording')
  await Promise.all(publishers.map((publisher) => publisher.stop('SIGINT')))
})
