import { startWebhookReceiver, type WebhookReceiver } from '@tapedeck/testkit'
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  createHostGate,
  createWebhookSender,
  type DeliveryResult,
  type HostGate,
  type HostWait,
  hostOf,
  type WebhookSender,
} from '../src/index.ts'
import { sampleMessage, secret, targetOf } from './sample-event.ts'

let hanging: WebhookReceiver
let prompt: WebhookReceiver
let sender: WebhookSender
let gate: HostGate

beforeEach(async () => {
  hanging = await startWebhookReceiver({ secret })
  hanging.answer({ kind: 'hang' })
  prompt = await startWebhookReceiver({ secret })
  sender = createWebhookSender({ allowPrivate: true, timeoutMs: 60_000 })
  gate = createHostGate({ slots: 20 })
})

afterEach(async () => {
  await Promise.all([hanging.stop(), prompt.stop()])
  await sender.close()
})

/** One try as a notifier makes it. */
const tryTo = async ({ url }: WebhookReceiver, n: number): Promise<DeliveryResult | HostWait> => {
  const host = hostOf(url)
  const entered = gate.enter(host)
  if (entered !== 'go') return entered
  const result = await sender.send(targetOf(url), sampleMessage(`evt_${n}`))
  gate.leave(host, result)
  return result
}

it('keeps a receiver that hangs from holding up another one, and leaves it alone then', async () => {
  const toHanging = Array.from({ length: 100 }, (_, n) => tryTo(hanging, n))
  expect(gate.counts().inFlight).toBe(10)
  let isHanging = true
  const hung = Promise.all(toHanging).finally(() => {
    isHanging = false
  })
  for (let n = 0; n < 50; n++)
    expect(await tryTo(prompt, n)).toMatchObject({ outcome: 'delivered' })
  expect(isHanging).toBe(true)

  await hanging.waitFor((received) => received.length === 10, 60_000)
  await hanging.stop()
  const outcomes = (await hung).map((result) =>
    'reason' in result ? result.reason : result.outcome,
  )
  expect(outcomes.filter((outcome) => outcome === 'busy')).toHaveLength(90)
  expect(outcomes.filter((outcome) => outcome === 'retry')).toHaveLength(10)
  expect(gate.counts()).toEqual({ inFlight: 0, open: 1 })
  expect(await tryTo(hanging, 100)).toMatchObject({ reason: 'open' })
  expect(hanging.received).toHaveLength(10)
})
