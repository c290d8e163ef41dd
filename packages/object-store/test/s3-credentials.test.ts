import { once } from 'node:events'
import { mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import type { TapedeckError } from '@tapedeck/contracts'
import { hasRealS3, type S3Server, startS3Server } from '@tapedeck/testkit'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { createS3Store, type ObjectStore } from '../src/index.ts'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tapedeck-credentials-'))
})
afterAll(() => rm(directory, { recursive: true }))

/** As a mounted secret is replaced: whole, by a rename. */
const writeKeys = async (path: string, id: string, secret: string, token?: string) => {
  const text = JSON.stringify({ AccessKeyId: id, SecretAccessKey: secret, SessionToken: token })
  await writeFile(`${path}.new`, text)
  await rename(`${path}.new`, path)
}

describe('what requests are signed with', () => {
  let web: Server
  let endpoint: string
  let seen: { id: string | undefined; token: string | undefined }[] = []
  let answers: { status: number; code: string }[] = []
  const stores: ObjectStore[] = []
  beforeAll(async () => {
    const answer = async (request: IncomingMessage, response: ServerResponse) => {
      await request.resume().toArray()
      const id = /Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1]
      seen.push({ id, token: request.headers['x-amz-security-token'] as string | undefined })
      const { status, code } = answers.shift() ?? { status: 200, code: '' }
      response.writeHead(status, { etag: '"e"' })
      response.end(status === 200 ? '' : `<Error><Code>${code}</Code></Error>`)
    }
    web = createServer((request, response) => {
      answer(request, response).catch(() => response.destroy())
    }).listen(0, '127.0.0.1')
    await once(web, 'listening')
    endpoint = `http://127.0.0.1:${(web.address() as AddressInfo).port}`
  })
  afterAll(() => {
    web.close()
    web.closeAllConnections()
  })
  afterEach(() => {
    for (const store of stores.splice(0)) store.close()
    seen = []
    answers = []
    vi.unstubAllEnvs()
  })

  const problems: TapedeckError[] = []
  const open = (keys: Partial<Parameters<typeof createS3Store>[0]>): ObjectStore => {
    const store = createS3Store({
      ...{ endpoint, region: 'us-east-1', forcePathStyle: true, bucket: 'b' },
      onCredentialsProblem: (error) => problems.push(error),
      ...keys,
    })
    stores.push(store)
    return store
  }
  const put = (store: ObjectStore) =>
    store.put('k', Buffer.from('x'), { contentType: 'text/plain' })

  test('the keys of the file with their session token, and new ones after a refusal, at once', async () => {
    const credentialsFile = join(directory, 'refused.json')
    await writeKeys(credentialsFile, 'FIRST', 'one', 'token-1')
    const store = open({ credentialsFile })
    await put(store)
    await writeKeys(credentialsFile, 'SECOND', 'two', 'token-2')
    answers = [{ status: 400, code: 'ExpiredToken' }]
    await expect(put(store)).rejects.toMatchObject({ code: 'STORAGE_DENIED' })
    await put(store)
    expect(seen).toEqual([
      { id: 'FIRST', token: 'token-1' },
      { id: 'FIRST', token: 'token-1' },
      { id: 'SECOND', token: 'token-2' },
    ])
  })

  test('new keys without a refusal, also where a link is turned to another file', async () => {
    const credentialsFile = join(directory, 'link')
    await writeKeys(join(directory, 'a.json'), 'A', 'one')
    await writeKeys(join(directory, 'b.json'), 'B', 'two')
    await symlink('a.json', credentialsFile)
    const store = open({ credentialsFile })
    await put(store)
    await symlink('b.json', `${credentialsFile}.new`)
    await rename(`${credentialsFile}.new`, credentialsFile)
    await expect
      .poll(
        async () => {
          await put(store)
          return seen.at(-1)?.id
        },
        { timeout: 10_000 },
      )
      .toBe('B')
    expect(seen[0]?.id).toBe('A')
  })

  test('a file that is half written or away leaves the last keys in use, and is told of once', async () => {
    const credentialsFile = join(directory, 'broken.json')
    await writeKeys(credentialsFile, 'GOOD', 'hidden-secret')
    const store = open({ credentialsFile })
    await put(store)
    problems.length = 0
    await writeFile(credentialsFile, '{"AccessKeyId":"NEW","SecretAccessKey":"hidden-')
    for (let refused = 0; refused < 3; refused++) {
      answers = [{ status: 403, code: 'InvalidAccessKeyId' }]
      await expect(put(store)).rejects.toMatchObject({ code: 'STORAGE_DENIED' })
    }
    await rm(credentialsFile)
    answers = [{ status: 403, code: 'AccessDenied' }]
    await expect(put(store)).rejects.toMatchObject({ code: 'STORAGE_DENIED' })
    await put(store)
    expect(seen.every(({ id }) => id === 'GOOD')).toBe(true)
    expect(problems.map(({ detail }) => detail)).toEqual([
      `There are no S3 credentials in ${credentialsFile}.`,
      `The S3 credentials in ${credentialsFile} cannot be read: ENOENT`,
    ])
    expect(inspect(problems, { depth: 9 })).not.toContain('hidden-')
  })

  test('a file that never was there is STORAGE_DENIED, and nothing is sent', async () => {
    const store = open({ credentialsFile: join(directory, 'never') })
    await expect(put(store)).rejects.toMatchObject({
      code: 'STORAGE_DENIED',
      detail: expect.stringContaining('cannot be read: ENOENT'),
    })
    expect(seen).toEqual([])
  })

  test('what AWS tools would use when nothing is configured', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'OFENV')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret')
    vi.stubEnv('AWS_SESSION_TOKEN', 'token')
    const store = open({})
    await put(store)
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'RENEWED')
    answers = [{ status: 403, code: 'InvalidAccessKeyId' }]
    await expect(put(store)).rejects.toMatchObject({ code: 'STORAGE_DENIED' })
    await put(store)
    expect(seen.map(({ id }) => id)).toEqual(['OFENV', 'OFENV', 'RENEWED'])
    expect(seen[0]?.token).toBe('token')
  })

  test('no keys anywhere are STORAGE_DENIED', async () => {
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE'])
      vi.stubEnv(name, undefined)
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(directory, 'none'))
    vi.stubEnv('AWS_CONFIG_FILE', join(directory, 'none'))
    await expect(put(open({}))).rejects.toMatchObject({ code: 'STORAGE_DENIED' })
  })
})

describe.runIf(await hasRealS3())('a real server', () => {
  let server: S3Server
  beforeAll(async () => {
    server = await startS3Server()
  })
  afterAll(() => server.stop())

  test('refuses the old keys and takes the new ones from the same file', async () => {
    const credentialsFile = join(directory, 'real.json')
    await writeKeys(credentialsFile, server.accessKeyId, 'expired')
    const { accessKeyId: _, secretAccessKey: __, ...rest } = server
    const store = createS3Store({ ...rest, credentialsFile })
    try {
      await expect(store.check()).rejects.toMatchObject({ code: 'STORAGE_DENIED' })
      await writeKeys(credentialsFile, server.accessKeyId, server.secretAccessKey)
      await store.check()
    } finally {
      store.close()
    }
  })
})
