import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  appEntry,
  type DocumentedCommands,
  type DocumentWorld,
  documentedCommands,
  freePort,
  runDocumented,
  spawnServer,
  startCallbackServer,
  startDocumented,
} from '@tapedeck/testkit'
import { afterAll, describe, expect, test } from 'vitest'
import { shareWorld, sharing } from './shared-world.ts'
import { templateOf, type World } from './support.ts'

let world: World
let page: DocumentWorld

sharing.beforeAll(async ({ stack }) => {
  world = await shareWorld(stack)
  const directory = await mkdtemp(join(tmpdir(), 'tapedeck-documents-'))
  await mkdir(join(directory, '.tapedeck'))
  await writeFile(join(directory, '.tapedeck/api-key'), stack.apiKey)
  const program = join(directory, 'tapedeck')
  await writeFile(program, `#!/bin/sh\nexec ${process.execPath} ${appEntry('cli')} "$@"\n`)
  await chmod(program, 0o755)
  const metricsOf = (app: string): string =>
    stack.apps.find(({ name }) => name === app)?.opsUrl ?? ''
  page = {
    directory,
    addresses: {
      'http://127.0.0.1:8080': stack.api.url,
      'http://127.0.0.1:9101': metricsOf('recorder'),
      'http://127.0.0.1:9102': metricsOf('notifier'),
      'http://127.0.0.1:9103': metricsOf('reconciler'),
      'rtmp://127.0.0.1:1935': world.rtmp.url('', '').replace(/\/+$/, ''),
    },
    env: { PATH: `${directory}:${process.env.PATH}` },
  }
})
afterAll(async () => {
  await world.stop()
  await rm(page.directory, { recursive: true, force: true })
})

describe('the commands of the documents', () => {
  sharing('getting-started.md records, cuts, downloads and removes', async () => {
    const { commands, background } = await documentedCommands('docs/getting-started.md')
    expect(commands).toHaveLength(9)
    const publishers = background.map((command) => startDocumented(command, page))
    const printed = await runDocumented(commands, page)
    await Promise.all(publishers.map((publisher) => publisher.stop('SIGINT')))
    expect(printed).toContain('"reason":"stopped"')
    // the duration that ffprobe found in the file that was downloaded
    expect(printed).toMatch(/^\d+\.\d{6}$/m)
    // what it found behind the links of the playlist
    expect(printed).toContain('format_name=hls')
    const { status } = await world.stack.api.call('GET', '/v1/recordings/first-lesson')
    expect(status).toBe(404)
  })

  sharing('api.md asks what there is to ask', async () => {
    const { commands } = await documentedCommands('docs/api.md')
    const printed = await runDocumented(commands, page)
    expect(printed).toContain('"scope":"read"')
    expect(printed).toContain('"winner":null')
    expect(printed).toContain('"recordingId":"')
    expect(printed).toMatch(/"isRunning":true.*"states":\[/)
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
        ...page.env,
        TAPEDECK_API_KEY: apiKey,
        AWS_ACCESS_KEY_ID: s3.accessKeyId,
        AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
      },
    }
    const printed = ({ commands }: DocumentedCommands): Promise<string> =>
      runDocumented(commands, here)
    expect(await printed(await documentedCommands('docs/ingest.md'))).toMatch(
      /"kind":"nginx-rtmp".*"secret":"/,
    )
    expect(await printed(await documentedCommands('docs/storages.md'))).toContain('"name":"studio"')
    expect(await printed(await documentedCommands('docs/cdnetworks.md'))).toContain(
      '"id":"access-key-of-the-program"',
    )
    const webhooks = await printed(await documentedCommands('docs/webhooks.md'))
    expect(webhooks).toMatch(/"type":"endpoint.test"/)
    expect(webhooks).toMatch(/"state":"delivered".*"state":"pending"/s)
    expect(webhooks).not.toContain('urn:tapedeck:error')
    await expect
      .poll(() => receiver.questions.map(({ method }) => method), { timeout: 20_000 })
      .toEqual(['POST', 'POST'])
    // others share the stack
    for (const path of ['storages/studio', 'access-keys/access-key-of-the-program'])
      await api.call('DELETE', `/v1/${path}`)
    await receiver.stop()
  })

  sharing('the pages for those who run it find what they look for', async () => {
    const { api, apps, env, apiKey } = world.stack
    // what is looked at: a recording that waits for its stream, a domain, and what the apps have said
    await api.record({
      id: 'looked-at',
      source: { type: 'rtmp', url: world.rtmp.url('live', 'not-there') },
      template: templateOf({ mp4: 60 }, { waitSeconds: 600 }),
    })
    await api.waitFor('looked-at', ({ state }) => state === 'waiting', 30_000)
    const pullUrlPattern = 'rtmp://127.0.0.1/{app}/{stream}'
    await api.call('POST', '/v1/domains', { name: 'stage.example.com', pullUrlPattern })
    for (const app of apps) await writeFile(join(page.directory, `${app.name}.log`), app.output())
    const here = {
      ...page,
      addresses: { ...page.addresses, rec_example: 'looked-at' },
      env: { ...env, ...page.env, TAPEDECK_URL: api.url, TAPEDECK_API_KEY: apiKey },
    }
    const printed = ({ commands }: DocumentedCommands): Promise<string> =>
      runDocumented(commands, here)
    const looked = await printed(await documentedCommands('docs/troubleshooting.md'))
    expect(looked).toMatch(/^no problems, /m)
    expect(looked).toMatch(/looked-at.*waiting/)
    expect(looked).toContain('aof_enabled:')
    const observed = await printed(await documentedCommands('docs/observability.md'))
    expect(observed).toMatch(/^tapedeck_recordings\{state="waiting",.*\} [1-9]/m)
    expect(observed).toMatch(/^\{.*"recordingId":"looked-at"/m)
    const ruled = await printed(await documentedCommands('docs/rules.md'))
    const [, premiere] = /"id":"(rule_\w+)"[^}]*"stream":"premiere"/.exec(ruled) ?? []
    expect(ruled).toContain(`"winner":"${premiere}"`)
    const keys = await printed(await documentedCommands('docs/security.md'))
    expect(keys).toContain('wall display')
    expect(await readFile(join(page.directory, 'tapedeck.env'), 'utf8')).toMatch(
      /^TAPEDECK_API_KEY=[0-9a-f]{48}\nTAPEDECK_MASTER_KEY=[\w+/=]{64}\n$/,
    )
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
      env: { ...page.env, TAPEDECK_REDIS_URL: url, RESTORE_PORT: `${restorePort}` },
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
