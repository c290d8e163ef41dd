import type { Schemas } from '@tapedeck/client'
import { expect, test } from 'vitest'
import {
  domainChangeOf,
  domainFieldOf,
  emptyDomain,
  formOfDomain,
  newDomainOf,
} from './domain-form.ts'

const domain = {
  name: 'live.example.com',
  pullUrlPattern: 'rtmp://***@origin/{app}/{stream}?***',
  renditions: 'make',
  onDemand: { url: 'https://a/?key=***', timeoutMs: 5000, retries: 2, onFailure: 'skip' },
  notifyUrl: 'https://hooks/?key=***',
} as Schemas['Domain']

test('what was left empty is left out of a new domain', () => {
  const form = { ...emptyDomain, name: ' a.example ', pullUrlPattern: 'rtmp://h/{app}/{stream}' }
  expect(newDomainOf(form)).toEqual({
    ...{ name: 'a.example', pullUrlPattern: 'rtmp://h/{app}/{stream}', renditions: 'make' },
  })
})

test('a change names what was touched, and no address as it is shown', () => {
  const before = formOfDomain(domain)
  expect(domainChangeOf(before, domain)).toEqual({})
  const touched = { ...before, renditions: 'pull' as const, callbackRetries: '0', notifyUrl: '' }
  expect(domainChangeOf(touched, domain)).toEqual({
    renditions: 'pull',
    onDemand: { retries: 0 },
    notifyUrl: null,
  })
})

test('what the API refuses is told at a field of the form', () => {
  const told = ['pullUrlPattern', 'onDemand.timeoutMs', 'nothing']
  expect(told.map(domainFieldOf)).toEqual(['pullUrlPattern', 'callbackSeconds', null])
})
