import type { Schemas } from '@tapedeck/client'
import { expect, test } from 'vitest'
import {
  emptySource,
  formOfSource,
  newSourceOf,
  sourceChangeOf,
  sourceFieldOf,
} from './source-form.ts'

const poll = { url: 'http://srs:1985', intervalSeconds: 5, user: 'admin', hasPassword: true }
const source = { name: 'media', kind: 'srs', domain: 'a.example', poll } as Schemas['Source']

test('what was left empty is left out of a new source', () => {
  expect(newSourceOf({ ...emptySource, name: ' media ' })).toEqual({ name: 'media', kind: 'srs' })
  const asked = { ...emptySource, name: 'm', pollUrl: 'http://srs:1985', user: 'u', password: 'p' }
  expect(newSourceOf(asked).poll).toEqual({
    ...{ url: 'http://srs:1985', intervalSeconds: 5, user: 'u', password: 'p' },
  })
  // what was typed before another kind was chosen is no part of it
  expect(newSourceOf({ ...asked, kind: 'generic' })).not.toHaveProperty('poll')
})

test('a change names what was touched, and no password that nobody typed', () => {
  const before = formOfSource(source)
  expect(sourceChangeOf(before, source)).toEqual({})
  expect(sourceChangeOf({ ...before, pollSeconds: '9', domain: '' }, source)).toEqual({
    domain: null,
    poll: { intervalSeconds: 9 },
  })
  expect(sourceChangeOf({ ...before, user: '' }, source)).toEqual({
    poll: { user: null, password: null },
  })
  expect(sourceChangeOf({ ...before, pollUrl: '' }, source)).toEqual({ poll: null })
  const silent = { ...source, poll: null }
  expect(sourceChangeOf(before, silent).poll).toEqual({
    ...{ url: poll.url, intervalSeconds: 5, user: 'admin' },
  })
})

test('what the API refuses is told at a field of the form', () => {
  expect(['poll.user', 'poll', 'nothing'].map(sourceFieldOf)).toEqual(['user', 'pollUrl', null])
})
