import { recordingEventSchema } from '@tapedeck/contracts'
import { emptyEventContext, eventKinds, webhookDialects } from '@tapedeck/domain'
import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { sampleFile, secret, testEvent } from '../test/sample-event.ts'
import { dialectTells, mergingOf, renderWebhook } from './dialects.ts'
import type { WebhookMessage, WebhookTarget } from './webhook-message.ts'

const target = (part: Partial<WebhookTarget>): WebhookTarget => ({
  url: 'https://receiver.test/',
  dialect: 'standard',
  secrets: [secret],
  headers: {},
  ...part,
})

const messages: WebhookMessage[] = [
  ...eventKinds.map((type) =>
    recordingEventSchema.parse({
      id: `evt_${type}`,
      type,
      occurredAt: '2026-03-01T12:00:00.000Z',
      recordingId: 'rec_1',
      generation: 1,
      data: {
        name: null,
        state: 'recording',
        reason: null,
        reasonDetail: null,
        stream: { domain: 'live.example.com', app: 'live', stream: 'a' },
        ...(type === 'file.created' && { file: sampleFile }),
      },
    }),
  ),
  testEvent,
  {
    id: 'evt_skipped',
    type: 'stream.skipped' as const,
    occurredAt: '2026-03-01T12:00:00.000Z',
    recordingId: null,
    generation: 0 as const,
    data: {
      stream: { domain: 'live.example.com', app: 'live', stream: 'a' },
      reason: 'callback_missing' as const,
      detail: '',
      ruleId: null,
      publicationId: null,
    },
  },
].map((event) => ({ event, context: emptyEventContext }))

describe.each(webhookDialects)('the dialect %s', (dialect) => {
  it.each(messages.map((message) => [message.event.type, message] as const))(
    'renders %s exactly when it tells it',
    (kind, message) => {
      const isTold = renderWebhook(message, target({ dialect }), 0) !== 'untold'
      expect(isTold).toBe(dialectTells(dialect, kind))
    },
  )

  it('can try an endpoint out and tell of a file', () => {
    expect(dialectTells(dialect, 'endpoint.test')).toBe(true)
    expect(dialectTells(dialect, 'file.created')).toBe(true)
  })
})

describe('merging', () => {
  const files = messages.filter(({ event }) => event.type === 'file.created')
  const [file] = files as [WebhookMessage]

  it('is for files of cdnetworks alone', () => {
    const merging = webhookDialects.flatMap((dialect) =>
      messages
        .filter(({ event }) => mergingOf(dialect, event.type) !== null)
        .map(({ event }) => [dialect, event.type]),
    )
    expect(merging).toEqual([['cdnetworks', 'file.created']])
    expect(mergingOf('cdnetworks', 'file.created')).toEqual({ holdMs: 1000, most: 20 })
  })

  it('puts several into one body', () => {
    const rendered = renderWebhook({ ...file, merged: files }, target({ dialect: 'cdnetworks' }), 0)
    if (typeof rendered === 'string') throw new Error(rendered)
    const { items } = JSON.parse(Buffer.from(rendered.body, 'base64url').toString())
    expect(items).toHaveLength(2)
  })

  it.each(messages.map((message) => [message.event.type, message] as const))(
    'never drops an event silently: %s',
    (kind, message) => {
      for (const dialect of webhookDialects)
        if (mergingOf(dialect, kind) === null)
          for (const merged of [
            { ...message, merged: [file] },
            { ...file, merged: [message] },
          ])
            expect(() => renderWebhook(merged, target({ dialect }), 0)).toThrow('does not merge')
    },
  )
})

describe('signatures of the standard dialect', () => {
  const [message] = messages as [WebhookMessage]
  const newer = `whsec_${btoa('a newer key of the tests')}`
  const nowMs = Date.now()

  it('are made with every secret, so that either one verifies', () => {
    const rendered = renderWebhook(message, target({ secrets: [newer, secret] }), nowMs)
    if (typeof rendered === 'string') throw new Error(rendered)
    expect(rendered.headers['webhook-signature']?.split(' ')).toHaveLength(2)
    for (const one of [newer, secret])
      expect(new Webhook(one).verify(rendered.body, rendered.headers)).toEqual(message.event)
    const stranger = new Webhook(`whsec_${btoa('another key')}`)
    expect(() => stranger.verify(rendered.body, rendered.headers)).toThrow(/No matching/)
  })

  it('pass over a secret that cannot sign', () => {
    const rendered = renderWebhook(message, target({ secrets: ['whsec_!', secret] }), nowMs)
    if (typeof rendered === 'string') throw new Error(rendered)
    expect(rendered.headers['webhook-signature']?.split(' ')).toHaveLength(1)
  })

  it.each([[[]], [['', 'whsec_', 'whsec_not base64!']]])(
    'are never left out: %j signs nothing',
    (secrets) => {
      expect(renderWebhook(message, target({ secrets }), nowMs)).toBe('unsigned')
    },
  )
})

it.each(['aliyun-live', 'aliyun-ims'] as const)(
  '%s signs with the newest secret alone, and goes unsigned without one',
  (dialect) => {
    const [message] = messages.filter(({ event }) => event.type === 'file.created')
    if (message === undefined) throw new Error('no message')
    const render = (secrets: string[]) => renderWebhook(message, target({ dialect, secrets }), 0)
    expect(render(['new', 'old'])).toEqual(render(['new']))
    expect(render(['new', 'old'])).not.toEqual(render(['old', 'new']))
    expect(render([])).toMatchObject({ headers: { 'content-type': 'application/json' } })
    expect(Object.keys((render([]) as { headers: object }).headers)).toHaveLength(1)
  },
)
