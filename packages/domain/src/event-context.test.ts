import { expect, test } from 'vitest'
import { eventContextOf } from './event-context.ts'
import { emptyEventContext } from './webhook-endpoint.ts'

const named = { templateId: 'tpl_1', notifyUrl: 'https://a.example.org/' }

test('a recording of a former version has no tags and tells in the standard dialect', () => {
  expect(eventContextOf(named)).toEqual({ ...emptyEventContext, ...named })
})

test('a recording of a stream has the arguments of its publisher', () => {
  const recording = { ...named, tags: ['a'], notifyDialect: 'cdnetworks' as const }
  const pushArgs = { callback_user: 'u1' }
  const origin = { cause: 'rule' as const, ruleId: null, publicationId: 'p1', pushArgs }
  expect(eventContextOf({ ...recording, origin: { kind: 'stream', ...origin } })).toEqual({
    ...recording,
    pushArgs,
  })
  expect(eventContextOf({ ...recording, origin: { kind: 'api' } }).pushArgs).toEqual({})
})
