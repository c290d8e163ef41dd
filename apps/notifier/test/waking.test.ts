import type { TapedeckEvent } from '@tapedeck/contracts'
import { emptyEventContext, receiversOf } from '@tapedeck/domain'
import { createLogger } from '@tapedeck/telemetry'
import { createHostGate, createWebhookSender } from '@tapedeck/webhooks'
import { expect, onTestFinished } from 'vitest'
import { createDeliverProcessor } from '../src/lanes/deliver-jobs.ts'
import { LastTryPlaces } from '../src/lanes/last-try-places.ts'
import {
  deliveriesOf,
  idsOf,
  notifierTest,
  runNotifier,
  secret,
  tellSkipped,
  timeoutMs,
} from './notifier-fixture.ts'

notifierTest(
  'a notifier finds lanes whose wake-up was lost',
  async ({ redis, store, receiver, clock }) => {
    const ids = [
      await tellSkipped(store, 'lost', { notifyUrl: receiver.url }),
      await tellSkipped(store, 'lost', { notifyUrl: receiver.url }),
    ]
    // as a notifier that dies right after this does
    const { cursor, entries } = await store.relay.read({ count: 10, blockMs: 1 })
    const addressed = entries.map((entry) => ({
      entry,
      receivers: receiversOf(entry.event, entry.context, []),
    }))
    expect((await store.relay.advance(cursor, addressed))?.lanes).toHaveLength(1)
    const { stop, metrics } = runNotifier(redis.url, clock)
    onTestFinished(stop)
    await receiver.waitFor((all) => all.length >= 2, timeoutMs)
    expect(idsOf(receiver.received)).toEqual(ids)
    expect(await metrics.render()).toMatch(/healed_lanes_total\{app="notifier"\} 1/)
  },
)

notifierTest(
  'a job that a former version left in the queue is delivered',
  async ({ store, receiver, clock }) => {
    await tellSkipped(store, 'former', {})
    const [entry] = (await store.eventLog.list(null, 100)).toReversed()
    const sender = createWebhookSender({ allowPrivate: true })
    onTestFinished(() => sender.close())
    const deliver = createDeliverProcessor({
      deliveries: store.deliveries,
      endpoints: store.endpoints,
      sender,
      gate: createHostGate(),
      lastTries: new LastTryPlaces(Math.random),
      anonymousSecret: secret,
      holder: 'a-test',
      metrics: { tried: () => undefined, held: () => undefined, ended: () => undefined },
      logger: createLogger({ app: 'notifier', level: 'silent' }),
      clock: clock.clock,
      random: Math.random,
      stopping: new AbortController().signal,
    })
    const event = entry?.event as TapedeckEvent
    const context = { jobId: 'evt_former', attempt: 1, isLastAttempt: false }
    expect(await deliver({ url: receiver.url, event }, context)).toEqual({ outcome: 'done' })
    expect(idsOf(receiver.received)).toEqual([event.id])
    const [delivery] = await deliveriesOf(store, [event.id])
    expect(delivery).toMatchObject({
      state: 'delivered',
      receiver: { kind: 'url', url: receiver.url, dialect: emptyEventContext.notifyDialect },
    })
  },
)
