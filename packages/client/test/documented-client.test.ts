import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type StartedApi, startApi } from './start-api.ts'

const repositoryRoot = join(import.meta.dirname, '../../..')
const page = await readFile(join(repositoryRoot, 'docs/client.md'), 'utf8')
const run = promisify(execFile)

const examples = (mark: string): string =>
  [...page.matchAll(/<!-- (.+) -->\n```ts\n([\s\S]*?)```/g)]
    .filter(([, found]) => found === mark)
    .map(([, , code = '']) => code)
    .join('\n')

/** Runs a module as a user's own program, and gives what it printed. */
const printedBy = async (code: string, env: Record<string, string>): Promise<string> => {
  const { stdout } = await run(
    process.execPath,
    ['--input-type=module-typescript', '--eval', code],
    { cwd: repositoryRoot, env: { PATH: process.env.PATH, ...env }, timeout: 100_000 },
  )
  return stdout
}

let api: StartedApi
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api.stop())

it('the examples of docs/client.md do what they say', async () => {
  const printed = await printedBy(examples('run'), {
    TAPEDECK_URL: api.url,
    TAPEDECK_API_KEY: api.key,
  })
  expect(printed).toMatch(/^rec_\S+ accepted$/m)
  expect(printed).toMatch(/^\d+-\d+ recording\.canceled$/m)
  expect(printed).toMatch(/ go on after \d+-\d+$/m)
  expect(printed).toMatch(/^404 RECORDING_NOT_FOUND There is no recording/m)
})

it('the receiver of docs/client.md takes what is signed and nothing else', async () => {
  const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`
  const calls = `
    import { Webhook } from 'standardwebhooks'
    const body = JSON.stringify({ id: 'evt_1', type: 'file.created' })
    const at = new Date()
    const signature = new Webhook(process.env.WEBHOOK_SECRET ?? '').sign('evt_1', at, body)
    const headers = {
      'webhook-id': 'evt_1',
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': signature,
    }
    for (const sent of [body, body + ' '])
      console.log((await receive(new Request('http://receiver/', { method: 'POST', headers, body: sent }))).status)
  `
  const printed = await printedBy(`${examples('run the receiver')}\n${calls}`, {
    WEBHOOK_SECRET: secret,
  })
  expect(printed.trim().split('\n')).toEqual(['evt_1 file.created', '204', '401'])
})
