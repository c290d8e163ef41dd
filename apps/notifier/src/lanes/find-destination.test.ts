import type { StoredEndpoint } from '@tapedeck/domain'
import { describe, expect, it } from 'vitest'
import { findDestination } from './find-destination.ts'

const nowMs = 1_900_000_000_000

const secretOf = (id: string, expiresAtMs: number | null) => ({
  id,
  secret: `whsec_${id}`,
  createdAtMs: 0,
  expiresAtMs,
})

const endpointOf = (part: Partial<StoredEndpoint>): StoredEndpoint => ({
  id: 'end_1',
  name: null,
  url: 'https://receiver.example/hook',
  events: null,
  filter: { templateIds: null, domains: null, tags: null },
  dialect: 'standard',
  headers: { 'x-team': 'billing' },
  isEnabled: true,
  disabled: null,
  secrets: [secretOf('new', null), secretOf('former', nowMs + 1)],
  createdAtMs: 0,
  updatedAtMs: 0,
  ...part,
})

const find = (receiver: Parameters<typeof findDestination>[0], endpoint: StoredEndpoint | null) =>
  findDestination(receiver, {
    endpoints: { get: async () => endpoint },
    anonymousSecret: 'whsec_service',
    nowMs,
  })

const toEndpoint = { kind: 'endpoint', endpointId: 'end_1' } as const

describe('an endpoint', () => {
  it('is sent to with every secret that is valid', async () => {
    expect(await find(toEndpoint, endpointOf({}))).toEqual({
      kind: 'target',
      target: {
        url: 'https://receiver.example/hook',
        dialect: 'standard',
        secrets: ['whsec_new', 'whsec_former'],
        headers: { 'x-team': 'billing' },
      },
    })
  })

  it('is not signed for with a secret whose time is over', async () => {
    const secrets = [secretOf('new', null), secretOf('former', nowMs)]
    expect(await find(toEndpoint, endpointOf({ secrets }))).toMatchObject({
      target: { secrets: ['whsec_new'] },
    })
  })

  it.each([
    ['a secret', { secrets: [{ ...secretOf('new', null), secret: null }] }],
    ['its headers', { headers: null }],
  ])('is not sent to while %s cannot be read', async (_, part) => {
    const endpoint = endpointOf({ ...part, unreadable: 'It is locked' })
    await expect(find(toEndpoint, endpoint)).rejects.toMatchObject({
      code: 'SECRET_UNREADABLE',
      detail: 'The endpoint "end_1" cannot be used. It is locked',
    })
  })

  it('needs no secret whose time is over', async () => {
    const secrets = [secretOf('new', null), { ...secretOf('former', nowMs), secret: null }]
    expect(await find(toEndpoint, endpointOf({ secrets }))).toMatchObject({
      target: { secrets: ['whsec_new'] },
    })
  })

  it.each([
    { endpoint: null, reason: 'endpoint_removed' },
    { endpoint: endpointOf({ isEnabled: false }), reason: 'endpoint_disabled' },
    {
      endpoint: endpointOf({ disabled: { atMs: 1, detail: 'answered 410' } }),
      reason: 'endpoint_disabled',
    },
  ])('is sent nothing: $reason', async ({ endpoint, reason }) => {
    expect(await find(toEndpoint, endpoint)).toEqual({ kind: 'dead', reason })
  })
})

describe('a URL that a recording names', () => {
  const url = 'https://receiver.example/hook'

  it.each([
    { dialect: 'standard' as const, secrets: ['whsec_service'] },
    { dialect: 'aliyun-live' as const, secrets: [] },
    { dialect: 'aliyun-ims' as const, secrets: [] },
    { dialect: 'cdnetworks' as const, secrets: [] },
  ])('is signed for as $dialect', async ({ dialect, secrets }) => {
    expect(await find({ kind: 'url', url, dialect }, null)).toEqual({
      kind: 'target',
      target: { url, dialect, secrets, headers: {} },
    })
  })
})
