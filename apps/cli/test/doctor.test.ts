import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AppName } from '@tapedeck/config'
import { createS3Store } from '@tapedeck/object-store'
import { createRedis } from '@tapedeck/redis'
import {
  type AppProcess,
  type FaultProxy,
  freePort,
  hasRealS3,
  mountSmallDisk,
  type RedisServer,
  type S3Server,
  startApp,
  startFaultProxy,
  startRedis,
  startS3Server,
} from '@tapedeck/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { examine } from '../src/doctor/examine.ts'
import type { CheckName, Finding } from '../src/doctor/finding.ts'
import { runCli } from '../src/run-cli.ts'

const isReal = await hasRealS3()
let redis: RedisServer
let s3: S3Server
let proxy: FaultProxy
let api: AppProcess
let directory: string
let env: Record<string, string>

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tapedeck-doctor-'))
  ;[redis, s3] = await Promise.all([startRedis(), startS3Server()])
  proxy = await startFaultProxy(s3.endpoint)
  env = {
    TAPEDECK_REDIS_URL: redis.url,
    TAPEDECK_API_KEY: 'doctor-test-key',
    TAPEDECK_API_PORT: String(await freePort()),
    TAPEDECK_S3_ENDPOINT: proxy.endpoint,
    TAPEDECK_S3_REGION: s3.region,
    TAPEDECK_S3_ACCESS_KEY_ID: s3.accessKeyId,
    TAPEDECK_S3_SECRET_ACCESS_KEY: s3.secretAccessKey,
    TAPEDECK_S3_BUCKET: s3.bucket,
    TAPEDECK_SPOOL_DIR: join(directory, 'spool'),
  }
  api = await startApp('api', env)
})
afterAll(async () => {
  await api.stop()
  await proxy.stop()
  await Promise.all([redis.stop(), s3.stop()])
  await rm(directory, { recursive: true, force: true })
})

type Told = Finding & { check: CheckName }
type Changed = Record<string, string | undefined>

const examined = async (
  apps: AppName[],
  changed: Changed = {},
  more: { aheadMs?: number; apiKey?: string } = {},
): Promise<Told[]> => {
  const told: Told[] = []
  const merged = { ...env, ...changed }
  await examine({
    env: merged,
    apps,
    apiUrl: null,
    apiKey: more.apiKey ?? null,
    wallClock: () => Date.now() + (more.aheadMs ?? 0),
    onChecked: (check, findings) => {
      told.push(...findings.map((finding) => ({ check, ...finding })))
    },
  })
  return told
}

/** Warnings that are true of the machine of the test. */
const ofThisMachine = [
  'ffmpeg_enhanced_rtmp',
  'recorders_none',
  'spool_kind',
  'spool_room',
  'spool_slow',
  'redis_slow',
]
const problemsOf = (told: Told[]): string[] =>
  told
    .filter(({ state, code }) => state !== 'ok' && !ofThisMachine.includes(code))
    .map(({ code }) => code)
const found = (told: Told[], code: string): Told => {
  const finding = told.find((one) => one.code === code)
  if (finding === undefined) throw new Error(`${code} is not among ${JSON.stringify(told)}`)
  return finding
}

const withRedis = async (settings: [string, string][]): Promise<void> => {
  const client = createRedis(redis.url, {
    name: 'doctor-test',
    role: 'command',
    onError: () => undefined,
  })
  for (const [name, value] of settings) await client.config('SET', name, value)
  await client.quit()
}

/** Asks the API as an administrator. */
const ask = async (method: string, path: string, body?: object): Promise<{ id?: string }> => {
  const answer = await fetch(`${api.opsUrl}${path}`, {
    method,
    headers: {
      authorization: 'Bearer doctor-test-key',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(text)
  return text === '' ? {} : JSON.parse(text)
}

const api403 = { kind: 'status', status: 403, code: 'AccessDenied' } as const

describe('tapedeck doctor', () => {
  beforeEach(() => {
    proxy.clear()
  })

  it('finds nothing wrong with servers that are right', async () => {
    const told = await examined(['api', 'recorder', 'notifier', 'reconciler'])
    expect(problemsOf(told)).toEqual([])
    expect(found(told, 'storage_works').what).toContain('11 things')
    expect(JSON.stringify(told)).not.toContain(s3.secretAccessKey)
    expect(JSON.stringify(told)).not.toContain('doctor-test-key')
  })

  it('leaves nothing in the storage', async ({ skip }) => {
    skip(!isReal, 'needs a real S3 server')
    await examined(['reconciler'])
    const store = createS3Store(s3)
    const [objects, uploads] = [await store.list('tapedeck-doctor/'), await store.listUploads('')]
    store.close()
    expect({ objects, uploads }).toEqual({ objects: [], uploads: [] })
  })

  it('finds variables that are misspelt or wrong, and looks at the rest', async () => {
    const told = await examined(['recorder'], {
      TAPEDECK_SPOL_DIR: '/spool',
      TAPEDECK_RECORDER_CAPACITY: 'many',
    })
    const whats = told.filter(({ code }) => code === 'config_invalid').map(({ what }) => what)
    expect(whats).toEqual([
      'TAPEDECK_SPOL_DIR is not a known variable; did you mean TAPEDECK_SPOOL_DIR? (recorder)',
      'TAPEDECK_RECORDER_CAPACITY must be a whole number from 1 to 10000 (recorder)',
    ])
    expect(found(told, 'storage_works').state).toBe('ok')
  })

  it('finds a Redis that evicts and forgets', async () => {
    await withRedis([
      ['maxmemory-policy', 'allkeys-lru'],
      ['appendonly', 'no'],
    ])
    const told = await examined(['notifier'])
    await withRedis([
      ['maxmemory-policy', 'noeviction'],
      ['appendonly', 'yes'],
    ])
    expect(problemsOf(told)).toEqual(['redis_evicts', 'redis_forgets'])
    expect(found(told, 'redis_evicts').mend).toContain('CONFIG SET maxmemory-policy noeviction')
  })

  it('finds a Redis that has no memory left for writes', async () => {
    await withRedis([['maxmemory', '1']])
    const told = await examined(['notifier'])
    await withRedis([['maxmemory', '0']])
    expect(found(told, 'redis_write').what).toContain('OOM')
  })

  it('finds a Redis that is not there, and looks at the rest', async () => {
    const told = await examined(['reconciler'], {
      TAPEDECK_REDIS_URL: `redis://user:hidden@127.0.0.1:${await freePort()}`,
    })
    expect(found(told, 'redis_unreachable')).toMatchObject({ state: 'problem' })
    expect(found(told, 'redis_unreachable').what).toContain('ECONNREFUSED')
    expect(JSON.stringify(told)).not.toContain('hidden')
    expect(found(told, 'storage_works').state).toBe('ok')
  })

  it('finds an ffmpeg that is not there, and one that is too old', async () => {
    const old = join(directory, 'old-ffmpeg')
    await writeFile(old, '#!/bin/sh\necho "ffmpeg version 4.4.5-0ubuntu1"\n', { mode: 0o755 })
    const told = await examined(['recorder'], {
      TAPEDECK_FFMPEG_PATH: join(directory, 'no-ffmpeg'),
      TAPEDECK_FFPROBE_PATH: old,
      TAPEDECK_S3_BUCKET: '',
      TAPEDECK_FILESYSTEM_DIR: directory,
      ...noS3,
    })
    expect(found(told, 'ffmpeg_unusable').what).toContain('no-ffmpeg')
    expect(found(told, 'ffprobe_version')).toMatchObject({ state: 'problem' })
  })

  it('finds keys that the storage refuses', async ({ skip }) => {
    skip(!isReal, 'needs a real S3 server')
    const told = await examined(['reconciler'], { TAPEDECK_S3_SECRET_ACCESS_KEY: 'wrong' })
    expect(problemsOf(told)).toEqual(['storage_keys'])
  })

  it('finds a bucket that is not there, and a storage that is away', async ({ skip }) => {
    skip(!isReal, 'needs a real S3 server')
    const missing = await examined(['reconciler'], { TAPEDECK_S3_BUCKET: 'there-is-no-such' })
    expect(problemsOf(missing)).toEqual(['storage_missing'])
    const away = await examined(['reconciler'], {
      TAPEDECK_S3_ENDPOINT: `http://127.0.0.1:${await freePort()}`,
    })
    expect(problemsOf(away)).toEqual(['storage_unreachable'])
  })

  it('finds the one right that is missing', async ({ skip }) => {
    skip(!isReal, 'needs a real S3 server')
    proxy.inject(api403, 100, ({ method, url }) => method === 'DELETE' && /uploadId=/.test(url))
    const told = await examined(['reconciler'])
    const { what, mend } = found(told, 'storage_right')
    expect(problemsOf(told)).toEqual(['storage_right'])
    expect(what).toContain('abort a multipart upload')
    expect(mend).toContain('s3:AbortMultipartUpload')
  })

  it('tries each registered storage, and finds those that are away, missing or locked', async () => {
    const { endpoint, region, accessKeyId, secretAccessKey, bucket } = s3
    const right = { endpoint, region, accessKeyId, secretAccessKey, bucket, forcePathStyle: true }
    const away = `http://127.0.0.1:${await freePort()}`
    const storages = [
      { ...right, name: 'fine' },
      { ...right, name: 'away', endpoint: away },
      { ...right, name: 'missing', bucket: 'there-is-no-such' },
      { ...right, name: 'open', bucket: undefined },
    ]
    for (const storage of storages) await ask('POST', '/v1/storages?check=false', storage)
    const told = await examined(['recorder'])
    const locked = await examined(['recorder'], {
      TAPEDECK_MASTER_KEY: 'another-key-than-the-one-with-which-they-were-sealed',
    })
    const keyless = await examined(['reconciler'], { TAPEDECK_API_KEY: undefined })
    for (const { name } of storages) await ask('DELETE', `/v1/storages/${name}`)
    const of = (name: string): Told | undefined =>
      told.find(({ what }) => what.includes(`registered storage "${name}"`))
    expect(of('fine')).toMatchObject({ state: 'ok', code: 'storage_works', check: 'storage' })
    expect(of('away')).toMatchObject({ state: 'problem', code: 'storage_unreachable' })
    expect(of('away')?.mend).toContain('PUT /v1/storages/away')
    expect(of('open')).toMatchObject({ state: 'skipped', code: 'storage_untried' })
    // the embedded server makes a bucket of whatever is named
    if (isReal) expect(of('missing')).toMatchObject({ state: 'problem', code: 'storage_missing' })
    const sealed = locked.filter(({ code }) => code === 'storage_sealed')
    expect(sealed.map(({ what }) => what.split('"')[1]).sort()).toEqual(
      storages.map(({ name }) => name).sort(),
    )
    expect(found(locked, 'storage_sealed').mend).toContain('TAPEDECK_MASTER_KEY')
    expect(found(keyless, 'storage_sealed').what).toContain('TAPEDECK_MASTER_KEY is not set')
    expect(JSON.stringify(told)).not.toContain(secretAccessKey)
  })

  it('names the endpoints and access keys whose secrets cannot be read', async () => {
    const url = 'https://hooks.example.com/'
    const endpoint = await ask('POST', '/v1/webhooks/endpoints', { url, name: 'studio' })
    const key = await ask('POST', '/v1/access-keys', {})
    const told = await examined(['notifier'])
    const locked = await examined(['notifier'], {
      TAPEDECK_MASTER_KEY: 'another-key-than-the-one-with-which-they-were-sealed',
    })
    await ask('DELETE', `/v1/webhooks/endpoints/${endpoint.id}`)
    await ask('DELETE', `/v1/access-keys/${key.id}`)
    expect(found(told, 'secrets_readable')).toMatchObject({ state: 'ok', check: 'secrets' })
    expect(found(locked, 'endpoint_sealed')).toMatchObject({
      state: 'problem',
      what: expect.stringContaining(`${endpoint.id} (studio)`),
      mend: expect.stringContaining('/v1/webhooks/endpoints/{id}/secret'),
    })
    expect(found(locked, 'access_key_sealed').what).toContain(String(key.id))
  })

  it('finds a clock that is wrong', async () => {
    const told = await examined(['reconciler'], {}, { aheadMs: 600_000 })
    expect(found(told, 'clock_redis')).toMatchObject({ state: 'problem' })
    expect(found(told, 'clock_storage').what).toMatch(/(599|600)\.\d s ahead of/)
  })

  it('finds a spool that cannot be written, and a disk that is full', async ({ skip }) => {
    const file = join(directory, 'a-file')
    await writeFile(file, '')
    const noDirectory = await examined(['recorder'], { TAPEDECK_SPOOL_DIR: join(file, 'spool') })
    expect(found(noDirectory, 'spool_writable').state).toBe('problem')
    const disk = await mountSmallDisk(40)
    if (typeof disk === 'string') return skip(disk)
    try {
      await disk.leaveBytes(1024 * 1024)
      const full = await examined(['recorder'], { TAPEDECK_SPOOL_DIR: disk.directory })
      expect(found(full, 'spool_room').state).toBe('problem')
    } finally {
      await disk.unmount()
    }
  })

  it('finds a key that the API refuses, and an API that is not there', async () => {
    const refused = await examined(['api'], {}, { apiKey: 'another-key' })
    expect(problemsOf(refused)).toEqual(['api_key', 'receivers_unknown'])
    const away = await examined(['api'], { TAPEDECK_API_PORT: String(await freePort()) })
    expect(found(away, 'api_unreachable').what).toContain('ECONNREFUSED')
  })

  it('finds receivers to which no webhook can be sent', async () => {
    const listener = createServer().listen(0, '127.0.0.1')
    await once(listener, 'listening')
    const { port } = listener.address() as { port: number }
    const register = (url: string) => ask('POST', '/v1/webhooks/endpoints', { url })
    await register('https://user:hidden@receiver.invalid/hook')
    await register(`http://localhost:${port}/here`)
    await register(`http://localhost:${await freePort()}/away`)
    const told = await examined(['notifier', 'api'])
    const allowed = await examined(['api'], { TAPEDECK_WEBHOOK_ALLOW_PRIVATE: 'true' })
    listener.close()
    expect(problemsOf(told).toSorted()).toEqual([
      'receiver_refused_address',
      'receiver_refused_address',
      'receiver_unknown_host',
    ])
    expect(problemsOf(allowed).toSorted()).toEqual([
      'receiver_unknown_host',
      'receiver_unreachable',
    ])
    expect(JSON.stringify(told)).not.toContain('hidden')
  })
})

describe('its command line', () => {
  const run = async (changed: Changed, ...args: string[]) => {
    let out = ''
    const exitCode = await runCli(['doctor', ...args], {
      env: { ...env, ...changed },
      terminal: {
        out: (text) => {
          out += text
        },
        err: () => undefined,
        isInteractive: false,
        errStream: process.stderr,
        columns: () => 80,
      },
      interrupts: { listen: () => () => undefined },
      readInput: async () => '',
    })
    return { out, exitCode }
  }

  it('ends with 0 when nothing is wrong, and says so', async () => {
    const { out, exitCode } = await run({}, '--app', 'notifier')
    expect(out).toContain('no problems')
    expect(exitCode).toBe(0)
  })

  it('ends with 1 when something is, and tells programs what', async () => {
    const away = { TAPEDECK_REDIS_URL: `redis://127.0.0.1:${await freePort()}` }
    const { out, exitCode } = await run(away, '--json', '--app', 'notifier')
    const { isWell, findings } = JSON.parse(out) as { isWell: boolean; findings: Told[] }
    expect(exitCode).toBe(1)
    expect(isWell).toBe(false)
    expect(found(findings, 'redis_unreachable').check).toBe('redis')
  })
})

/** A filesystem storage in place of the S3 one. */
const noS3 = {
  TAPEDECK_S3_ENDPOINT: undefined,
  TAPEDECK_S3_ACCESS_KEY_ID: undefined,
  TAPEDECK_S3_SECRET_ACCESS_KEY: undefined,
}
