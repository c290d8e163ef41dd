import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, spawnServer, startCallbackServer } from '@tapedeck/testkit'
import { afterAll, describe, expect, test } from 'vitest'
import {
  type DocumentWorld,
  documentedCommands,
  runDocumented,
  startDocumented,
} from './documented-commands.ts'
import { shareWorld, sharing } from './shared-world.ts'
import type { World } from './support.ts'

let world: World
let page: DocumentWorld

sharing.beforeAll(async ({ stack }) => {
  world = await shareWorld(stack)
  const directory = await mkdtemp(join(tmpdir(), 'tapedeck-documents-'))
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

describe('the commands of the documents', () => {
  sharing('getting-started.md records, cuts, downloads and removes', async () => {
    const { commands, background } = await documentedCommands('docs/getting-started.md')
    expect(commands).toHaveLength(8)
    const publishers = background.map((command) => startDocumented(command, page))
    const printed = await runDocumented(commands, page)
    await Promise.all(publishers.map((publisher) => publisher.stop('SIGINT')))
    expect(printed).toContain('"reason":"stopped"')
    // the duration that ffprobe found in the file that was downloaded
    expect(printed).toMatch(/^\d+\.\d{6}$/m)
    const { status } = await world.stack.api.call('GET', '/v1/recordings/first-lesson')
    expect(status).toBe(404)
  })

  sharing('api.md asks what there is to ask', async () => {
    const { commands } = await documentedCommands('docs/api.md')
    const printed = await runDocumented(commands, page)
    expect(printed).toContain('"scope":"read"')
    expect(printed).toContain('"winner":null')
  })

  sharing('the pages on what Tapedeck is connected to make what they tell of', async () => {
    const receiver = await startCallbackServer()
    receiver.answer({ kind: 'status', status: 204 })
    const { s3, api, apiKey } = world.stack
    const here = {
      ...page,
      addresses: {
        ...page.addresses,
        'https://billing.example.com/tapedeck': receiver.url,
        'https://s3.eu-central-1.amazonaws.com': s3.endpoint,
        'eu-central-1': s3.region,
        'studio-tapes': s3.bucket,
        '\\"forcePathStyle\\": false': '\\"forcePathStyle\\": true',
      },
      env: {
        TAPEDECK_API_KEY: apiKey,
        AWS_ACCESS_KEY_ID: s3.accessKeyId,
        AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
      },
    }
    const printed = async (document: string): Promise<string> =>
      runDocumented((await documentedCommands(document)).commands, here)
    expect(await printed('docs/ingest.md')).toMatch(/"kind":"nginx-rtmp".*"secret":"/)
    expect(await printed('docs/storages.md')).toContain('"name":"studio"')
    expect(await printed('docs/cdnetworks.md')).toContain('"id":"access-key-of-the-program"')
    expect(await printed('docs/webhooks.md')).toMatch(/"type":"endpoint.test"/)
    await expect
      .poll(() => receiver.questions.map(({ method }) => method), { timeout: 20_000 })
      .toEqual(['POST'])
    // others share the stack
    for (const path of ['storages/studio', 'access-keys/access-key-of-the-program'])
      await api.call('DELETE', `/v1/${path}`)
    await receiver.stop()
  })

  // a Redis of its own, which the tools of this machine can read whatever that of the stack is
  test('operations.md restores a Redis from its backup', async () => {
    const directory = join(page.directory, 'backup')
    await mkdir(directory)
    const [port, restorePort] = [await freePort(), await freePort()]
    const redis = await spawnServer('redis-server', ['--port', `${port}`, '--save', ''], {
      port,
      cwd: directory,
    })
    const url = `redis://127.0.0.1:${port}`
    const here = {
      ...page,
      directory,
      env: { TAPEDECK_REDIS_URL: url, RESTORE_PORT: `${restorePort}` },
    }
    const restored = `redis-cli -p ${restorePort}`
    try {
      await runDocumented([`redis-cli -u ${url} ZADD tapedeck:recordings 0 first 0 second`], here)
      const { commands } = await documentedCommands('docs/operations.md')
      const printed = await runDocumented(commands, here)
      expect(printed).toContain('RDB looks OK')
      expect(printed.trim().split('\n').at(-1)).toBe('2')
      const settings = await runDocumented([`${restored} CONFIG GET appendonly`], here)
      expect(settings).toMatch(/appendonly\s+yes/)
    } finally {
      await redis.stop()
      await runDocumented([`${restored} SHUTDOWN NOSAVE || true`], here)
    }
  })
})
