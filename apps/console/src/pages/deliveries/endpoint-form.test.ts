import type { Schemas } from '@tapedeck/client'
import { expect, test } from 'vitest'
import {
  emptyEndpoint,
  endpointChangeOf,
  endpointFieldOf,
  formOfEndpoint,
  newEndpointOf,
} from './endpoint-form.ts'

const form = { ...emptyEndpoint, url: ' https://hooks.example.com/x ' }

const endpoint = {
  ...{ id: 'end_1', name: 'news', url: 'https://***@hooks.example.com/x', dialect: 'standard' },
  events: ['file.created'],
  filter: { templateIds: ['tpl_1'], domains: null, tags: ['a', 'b'] },
  headers: { 'x-key': '***', 'x-team': 'video' },
  isEnabled: true,
} as unknown as Schemas['Endpoint']

test('what was left empty is left out, and asks for everything', () => {
  expect(newEndpointOf(form)).toEqual({
    url: 'https://hooks.example.com/x',
    filter: {},
    dialect: 'standard',
    headers: {},
    isEnabled: true,
  })
})

test('words and lines become lists and headers', () => {
  const more = { domains: 'a.example b.example', tags: 'x, y', headers: 'X-Key: a:b\n\n x-b:c' }
  expect(newEndpointOf({ ...form, ...more, templateIds: ['tpl_1'] })).toMatchObject({
    filter: { templateIds: ['tpl_1'], domains: ['a.example', 'b.example'], tags: ['x', 'y'] },
    headers: { 'X-Key': 'a:b', 'x-b': 'c' },
  })
})

test('only a dialect that may goes unsigned, and one without signatures gets no secret', () => {
  const brought = { ...form, secret: ' abcdefgh12345678 ', isUnsigned: true }
  expect(newEndpointOf({ ...brought, dialect: 'aliyun-live' }).secret).toBeNull()
  expect(newEndpointOf(brought).secret).toBe('abcdefgh12345678')
  expect(newEndpointOf({ ...brought, dialect: 'cdnetworks' })).not.toHaveProperty('secret')
})

test('a change names what was touched, and no value as it is shown', () => {
  const before = formOfEndpoint(endpoint)
  expect(endpointChangeOf(before, endpoint)).toEqual({})
  const headers = before.headers.replace('x-team: video', 'X-Other: 1')
  expect(endpointChangeOf({ ...before, headers, events: [], tags: '' }, endpoint)).toEqual({
    headers: { 'x-team': null, 'X-Other': '1' },
    events: null,
    filter: { templateIds: ['tpl_1'] },
  })
  expect(endpointChangeOf({ ...before, name: '', url: 'https://b.example' }, endpoint)).toEqual({
    name: null,
    url: 'https://b.example',
  })
})

test('what the API refuses is told at a field of the form', () => {
  const told = ['headers.x-key', 'filter.domains.0', 'events', 'nothing'].map(endpointFieldOf)
  expect(told).toEqual(['headers', 'domains', 'events', null])
})
