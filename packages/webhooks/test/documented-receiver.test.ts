import { spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { emptyEventContext } from '@tapedeck/domain'
import { freePort } from '@tapedeck/testkit'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { createWebhookSender } from '../src/index.ts'
import { sampleEvent } from './sample-event.ts'

const page = await readFile(join(import.meta.dirname, '../../../docs/webhooks.md'), 'utf8')
const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`
const otherSecret = `whsec_${Buffer.alloc(32, 2).toString('base64')}`

const startReceiver = async () => {
  const [, code = ''] = /receiver:begin -->\n```js\n(.*?)```/s.exec(page) ?? []
  const directory = await mkdtemp(join(tmpdir(), 'tapedeck-receiver-'))
  const file = join(directory, 'receiver.mjs')
  await writeFile(file, code)
  const port = await freePort()
  const env = { ...process.env, WEBHOOK_SECRET: secret, PORT: String(port) }
  const child = spawn(process.execPath, [file], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const lines: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line))
  const url = `http://127.0.0.1:${port}/`
  const stop = async (): Promise<void> => {
    const exited = once(child, 'exit')
    child.kill()
    await exited
    await rm(directory, { recursive: true })
  }
  const answer = () =>
    fetch(url).then(
      ({ status }) => status,
      () => 0,
    )
  try {
    await vi.waitFor(async () => expect(await answer()).toBe(401), { timeout: 60_000 })
  } catch (error) {
    await stop()
    throw error
  }
  return { url, lines, stop }
}

let receiver: Awaited<ReturnType<typeof startReceiver>> | undefined
beforeAll(async () => {
  receiver = await startReceiver()
})
afterAll(() => receiver?.stop())

/** What the receiver of the page answers to an event of ours. */
const answerTo = async (secrets: string[], clock = Date.now) => {
  const sender = createWebhookSender({ allowPrivate: true, clock })
  const target = { url: receiver?.url ?? '', dialect: 'standard' as const, secrets, headers: {} }
  const message = { event: sampleEvent('evt_1'), context: emptyEventContext }
  const { status } = await sender.send(target, message)
  await sender.close()
  return status
}

it('the receiver of docs/webhooks.md takes what we sign, and the same event once', async () => {
  expect(await answerTo([secret])).toBe(204)
  expect(await answerTo([secret])).toBe(204)
  expect(await answerTo([otherSecret, secret])).toBe(204)
  await expect.poll(() => receiver?.lines).toHaveLength(1)
})

it('it refuses what others sign, and what is old', async () => {
  expect(await answerTo([otherSecret])).toBe(401)
  expect(await answerTo([secret], () => Date.now() - 301_000)).toBe(401)
})

it('the example of the page is right', () => {
  const given = (name: string): string =>
    new RegExp(`\\| ${name} \\| \`(.*)\` \\|`).exec(page)?.[1] ?? ''
  const key = Buffer.from(given('secret').slice('whsec_'.length), 'base64')
  const signed = ['`webhook-id`', '`webhook-timestamp`', 'body'].map(given).join('.')
  const signature = createHmac('sha256', key).update(signed).digest('base64')
  expect(given('`webhook-signature`')).toBe(`v1,${signature}`)
})
