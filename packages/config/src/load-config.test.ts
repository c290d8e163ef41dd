import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { appNames } from './app-name.ts'
import { ConfigError } from './config-error.ts'
import { loadConfig } from './load-config.ts'
import type { Environment } from './read-environment.ts'

const key = 'k-0123456789'
const s3 = {
  TAPEDECK_S3_BUCKET: 'recordings',
  TAPEDECK_S3_ACCESS_KEY_ID: 'id',
  TAPEDECK_S3_SECRET_ACCESS_KEY: 'hidden-secret',
}
const whole = { TAPEDECK_API_KEY: key, ...s3 }

const problemsOf = (app: (typeof appNames)[number], env: Environment): string[] => {
  try {
    loadConfig(app, env)
    return []
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.problems.map(({ variable, message }) => `${variable} ${message}`)
  }
}

describe('loadConfig', () => {
  it('fills every default in', () => {
    const config = loadConfig('api', whole)
    expect(config).toMatchObject({ app: 'api', host: '127.0.0.1', port: 8080, logLevel: 'info' })
    expect(config.redisUrl.reveal()).toBe('redis://127.0.0.1:6379')
    expect(config.storage).toMatchObject({ default: 's3', filesystem: null })
    expect(config.storage.s3).toMatchObject({ endpoint: null, forcePathStyle: false })
  })

  it.each(appNames)('leaves nothing undefined in the configuration of the %s', (app) => {
    const isDefined = (value: unknown): boolean =>
      value !== undefined &&
      (typeof value !== 'object' || value === null || Object.values(value).every(isDefined))
    expect(isDefined(loadConfig(app, whole))).toBe(true)
  })

  it('freezes the configuration to its depth', () => {
    const config = loadConfig('recorder', whole)
    expect(Object.isFrozen(config)).toBe(true)
    expect(Object.isFrozen(config.storage.s3)).toBe(true)
  })

  it('gives each worker its own metrics port', () => {
    const ports = (['recorder', 'notifier', 'reconciler'] as const).map(
      (app) => loadConfig(app, whole).ops.port,
    )
    expect(ports).toEqual([9101, 9102, 9103])
  })

  it('derives the same webhook secret for the API and the notifier', () => {
    const shown = loadConfig('api', whole).webhookSecret.reveal()
    const signing = loadConfig('notifier', whole).webhook.secret.reveal()
    expect(shown).toBe(signing)
    expect(shown).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
  })

  it('uses path style when an endpoint is given', () => {
    const env = { ...whole, TAPEDECK_S3_ENDPOINT: 'http://127.0.0.1:9000/' }
    expect(loadConfig('api', env).storage.s3).toMatchObject({
      endpoint: 'http://127.0.0.1:9000',
      forcePathStyle: true,
    })
  })

  it('sends parts of one size to Cloudflare R2, and where it is asked to', () => {
    const equalParts = (env: Environment) =>
      loadConfig('api', { ...whole, ...env }).storage.s3?.equalParts
    const r2 = { TAPEDECK_S3_ENDPOINT: 'https://account.r2.cloudflarestorage.com' }
    expect(equalParts({})).toBe(false)
    expect(equalParts(r2)).toBe(true)
    expect(equalParts({ ...r2, TAPEDECK_S3_EQUAL_PARTS: 'false' })).toBe(false)
    expect(equalParts({ TAPEDECK_S3_EQUAL_PARTS: 'true' })).toBe(true)
  })

  it('takes an empty value for an absent one', () => {
    expect(loadConfig('api', { ...whole, TAPEDECK_API_PORT: '' }).port).toBe(8080)
    expect(problemsOf('api', { ...whole, TAPEDECK_API_KEY: '' })).toEqual([
      'TAPEDECK_API_KEY is required',
    ])
  })

  it('tells every problem at once, by the name of the variable', () => {
    const env = {
      TAPEDECK_API_PORT: '80a',
      TAPEDECK_REDIS_URL: 'http://localhost',
      TAPEDECK_S3_BUKCET: 'x',
      TAPEDECK_LOG_LEVEL: 'loud',
    }
    expect(problemsOf('api', env)).toEqual([
      'TAPEDECK_S3_BUKCET is not a known variable; did you mean TAPEDECK_S3_BUCKET?',
      'TAPEDECK_LOG_LEVEL must be one of silent, fatal, error, warn, info, debug, trace',
      'TAPEDECK_REDIS_URL must be a redis:// or rediss:// URL',
      'TAPEDECK_API_PORT must be a whole number from 0 to 65535',
      'TAPEDECK_API_KEY is required',
      'TAPEDECK_S3_BUCKET or TAPEDECK_FILESYSTEM_DIR is required: recordings need a storage',
    ])
  })

  it.each([
    ['TAPEDECK_API_PORT', '65536'],
    ['TAPEDECK_API_PORT', '-1'],
    ['TAPEDECK_API_PORT', '1e3'],
    ['TAPEDECK_API_HOST', 'two words'],
    ['TAPEDECK_API_KEY', 'two words'],
    ['TAPEDECK_API_KEY', 'käse'],
    ['TAPEDECK_PUBLIC_URL', 'ftp://host'],
    ['TAPEDECK_PUBLIC_URL', 'http://user:password@host'],
    ['TAPEDECK_S3_ENDPOINT', 'localhost:9000'],
    ['TAPEDECK_S3_BUCKET', 'Not A Bucket'],
    ['TAPEDECK_S3_FORCE_PATH_STYLE', 'yes'],
    ['TAPEDECK_STORAGE', 'tape'],
    ['TAPEDECK_WEBHOOK_SECRET', 'whsec_c2hvcnQ='],
    ['TAPEDECK_WEBHOOK_SECRET', 'not a secret'],
    ['TAPEDECK_RETENTION_DAYS', '0.5'],
  ])('refuses %s=%s and names only that variable', (variable, value) => {
    const problems = problemsOf('api', { ...whole, [variable]: value })
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(new RegExp(`^${variable} must be`))
    expect(problems[0]).not.toContain(value)
  })

  it.each([
    [{ TAPEDECK_S3_BUCKET: 'b-1' }, []],
    [
      { TAPEDECK_S3_BUCKET: 'b-1', TAPEDECK_S3_ACCESS_KEY_ID: 'id' },
      ['TAPEDECK_S3_SECRET_ACCESS_KEY'],
    ],
    [{ TAPEDECK_S3_BUCKET: 'b-1', TAPEDECK_S3_CREDENTIALS_FILE: '/keys' }, []],
    [{ ...s3, TAPEDECK_S3_CREDENTIALS_FILE: '/keys' }, ['TAPEDECK_S3_CREDENTIALS_FILE']],
    [{ TAPEDECK_S3_CREDENTIALS_FILE: '/keys' }, ['TAPEDECK_S3_BUCKET']],
    [{ TAPEDECK_S3_ENDPOINT: 'http://s3' }, ['TAPEDECK_S3_BUCKET']],
    [{ TAPEDECK_STORAGE: 's3', TAPEDECK_FILESYSTEM_DIR: '/x' }, ['TAPEDECK_S3_BUCKET']],
    [{ ...s3, TAPEDECK_STORAGE: 'filesystem' }, ['TAPEDECK_FILESYSTEM_DIR']],
    [{ ...s3, TAPEDECK_BACKUP_STORAGE: 's3' }, ['TAPEDECK_BACKUP_S3_BUCKET']],
    [{ ...s3, TAPEDECK_BACKUP_STORAGE: 'filesystem' }, ['TAPEDECK_BACKUP_DIR']],
    [{ ...s3, TAPEDECK_BACKUP_S3_ENDPOINT: 'http://s3' }, ['TAPEDECK_BACKUP_S3_BUCKET']],
    [
      { ...s3, TAPEDECK_BACKUP_S3_BUCKET: 'b-2', TAPEDECK_BACKUP_S3_SECRET_ACCESS_KEY: 'x' },
      ['TAPEDECK_BACKUP_S3_ACCESS_KEY_ID'],
    ],
    [
      { ...s3, TAPEDECK_BACKUP_S3_BUCKET: 'b-2', TAPEDECK_BACKUP_DIR: '/b' },
      ['TAPEDECK_BACKUP_STORAGE'],
    ],
  ])('finds the storage variables that are missing beside %j', (env, missing) => {
    const problems = problemsOf('recorder', env)
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual(missing)
  })

  it('has a backup only when one is named, of the type that is', () => {
    const backupOf = (env: Environment) => loadConfig('recorder', { ...s3, ...env }).storage.backup
    const directory = { TAPEDECK_BACKUP_DIR: '/backup' }
    const bucket = { TAPEDECK_BACKUP_S3_BUCKET: 'b-2', TAPEDECK_BACKUP_S3_ENDPOINT: 'http://s3' }
    expect(backupOf({})).toBeNull()
    expect(backupOf({ ...directory, TAPEDECK_BACKUP_AFTER_SECONDS: '5' })).toEqual({
      ...{ type: 'filesystem', afterSeconds: 5, rootDirectory: '/backup', s3: null },
    })
    expect(backupOf(bucket)).toMatchObject({
      ...{ type: 's3', afterSeconds: 60, rootDirectory: null },
      s3: { bucket: 'b-2', endpoint: 'http://s3', forcePathStyle: true, keys: null },
    })
    const both = { ...directory, ...bucket }
    expect(backupOf({ ...both, TAPEDECK_BACKUP_STORAGE: 'filesystem' })?.type).toBe('filesystem')
    expect(backupOf({ ...both, TAPEDECK_BACKUP_STORAGE: 's3' })?.type).toBe('s3')
  })

  it('gives the reconciler a storage only when one is configured', () => {
    expect(loadConfig('reconciler', {}).storage).toBeNull()
    expect(loadConfig('reconciler', s3).storage?.s3?.bucket).toBe('recordings')
  })

  it('lets a worker start without what only others need', () => {
    expect(problemsOf('reconciler', {})).toEqual([])
    expect(problemsOf('recorder', { TAPEDECK_FILESYSTEM_DIR: '/tmp/x' })).toEqual([])
    expect(problemsOf('notifier', {})).toHaveLength(1)
  })

  it('leaves the variables of the test suite alone', () => {
    expect(problemsOf('api', { ...whole, TAPEDECK_TEST_S3_ENDPOINT: 'x', HOME: '/' })).toEqual([])
  })

  it('shows no secret in any printed form', () => {
    const config = loadConfig('api', { ...whole, TAPEDECK_REDIS_URL: 'redis://:pw@host' })
    const printed = JSON.stringify(config) + inspect(config, { depth: 9 }) + String(config.key)
    for (const secret of [key, 'hidden-secret', ':pw@', config.webhookSecret.reveal()])
      expect(printed).not.toContain(secret)
  })
})
