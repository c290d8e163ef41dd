import type { StoredEndpoint } from '@tapedeck/domain'
import { describe, expect, test } from 'vitest'
import { endpointSchema, toEndpoint, toEndpointView } from './endpoint-schema.ts'
import { endpointSecretProblem } from './endpoint-secret.ts'

const url = 'https://hooks.example.com/in'
const whsec = (bytes: number): string => `whsec_${Buffer.alloc(bytes, 255).toString('base64')}`

test('names of headers are kept in lower case, entries of lists once', () => {
  const input = endpointSchema.parse({
    url,
    events: ['file.created', 'file.created'],
    filter: { tags: ['a', 'a'], domains: ['Live.Example.com'] },
    headers: { 'X-Team': 'video', Authorization: 'Bearer x', 'User-Agent': 'mine' },
  })
  expect(toEndpoint(input)).toMatchObject({
    events: ['file.created'],
    filter: { tags: ['a'], domains: ['live.example.com'], templateIds: null },
    headers: { 'x-team': 'video', authorization: 'Bearer x', 'user-agent': 'mine' },
  })
})

test('a view holds nothing that only its owner may know', () => {
  const hidden = 'hidden'
  const stored: StoredEndpoint = {
    id: 'end_1',
    name: 'n',
    url: `https://${hidden}:${hidden}@h/in?key=${hidden}`,
    events: null,
    filter: { templateIds: null, domains: null, tags: null },
    dialect: 'standard',
    headers: { authorization: `Bearer ${hidden}`, 'x-team': 'video' },
    isEnabled: false,
    secrets: [
      { id: 'sec_2', secret: hidden, createdAtMs: 2000, expiresAtMs: null },
      { id: 'sec_1', secret: hidden, createdAtMs: 1000, expiresAtMs: 3000 },
    ],
    disabled: { atMs: 5000, detail: 'it answered 410' },
    createdAtMs: 1000,
    updatedAtMs: 5000,
  }
  const view = toEndpointView(stored)
  expect(JSON.stringify(view)).not.toContain(hidden)
  expect(view).toMatchObject({
    url: 'https://***@h/in?key=***',
    headers: { authorization: '***', 'x-team': 'video' },
    disabled: { at: '1970-01-01T00:00:05.000Z', detail: 'it answered 410' },
    secrets: [
      { id: 'sec_2', createdAt: '1970-01-01T00:00:02.000Z', expiresAt: null },
      { id: 'sec_1', createdAt: '1970-01-01T00:00:01.000Z', expiresAt: '1970-01-01T00:00:03.000Z' },
    ],
  })
})

describe('a secret that is brought along', () => {
  test.each([
    ['standard', whsec(24)],
    ['standard', whsec(64)],
    ['aliyun-live', 'x'.repeat(16)],
    ['aliyun-live', 'x'.repeat(32)],
    ['aliyun-live', null],
    ['aliyun-ims', 'Ab345678'],
    ['aliyun-ims', null],
    ['cdnetworks', null],
  ] as const)('of %s may be %s', (dialect, secret) => {
    expect(endpointSecretProblem(dialect, secret)).toBeNull()
  })

  test.each([
    ['standard', null],
    ['standard', whsec(23)],
    ['standard', whsec(65)],
    ['standard', whsec(24).slice('whsec_'.length)],
    ['standard', `${whsec(24)}=`],
    ['aliyun-live', 'x'.repeat(15)],
    ['aliyun-live', 'x'.repeat(33)],
    ['aliyun-live', 'with-a-dash-in-it'],
    ['aliyun-ims', ''],
    ['aliyun-ims', 'x'.repeat(33)],
    ['cdnetworks', 'x'.repeat(16)],
  ] as const)('of %s cannot be %s', (dialect, secret) => {
    expect(endpointSecretProblem(dialect, secret)).not.toBeNull()
  })
})
