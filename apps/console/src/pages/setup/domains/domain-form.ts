import type { Schemas } from '@tapedeck/client'
import {
  type CallbackForm,
  callbackChangeOf,
  callbackFieldOf,
  callbackOf,
  emptyCallback,
  formOfCallback,
} from '../../../forms/callback-form.ts'

type Domain = Schemas['Domain']

/** What the form holds, as it was typed. */
export type DomainForm = CallbackForm & {
  name: string
  pullUrlPattern: string
  renditions: Domain['renditions']
  notifyUrl: string
}

/** A domain that is yet to be made. */
export const emptyDomain: DomainForm = {
  ...emptyCallback,
  name: '',
  pullUrlPattern: '',
  renditions: 'make',
  notifyUrl: '',
}

/** A domain as the form shows it. */
export const formOfDomain = (domain: Domain): DomainForm => ({
  ...formOfCallback(domain.onDemand),
  name: domain.name,
  pullUrlPattern: domain.pullUrlPattern,
  renditions: domain.renditions,
  notifyUrl: domain.notifyUrl ?? '',
})

/** The domain that a form stands for. */
export const newDomainOf = (form: DomainForm): Schemas['NewDomain'] => {
  const onDemand = callbackOf(form)
  const notifyUrl = form.notifyUrl.trim()
  return {
    name: form.name.trim(),
    pullUrlPattern: form.pullUrlPattern.trim(),
    renditions: form.renditions,
    ...(onDemand ? { onDemand } : {}),
    ...(notifyUrl === '' ? {} : { notifyUrl }),
  }
}

/** What a form changes of a domain; what nobody touched, hence may be shown shortened, is left out. */
export const domainChangeOf = (form: DomainForm, domain: Domain): Schemas['DomainChange'] => {
  const before = formOfDomain(domain)
  const differs = (field: keyof DomainForm): boolean => form[field] !== before[field]
  const onDemand = callbackChangeOf(form, before)
  return {
    ...(differs('pullUrlPattern') ? { pullUrlPattern: form.pullUrlPattern.trim() } : {}),
    ...(differs('renditions') ? { renditions: form.renditions } : {}),
    ...(onDemand === undefined ? {} : { onDemand }),
    ...(differs('notifyUrl') ? { notifyUrl: form.notifyUrl.trim() || null } : {}),
  }
}

const fields = new Set<string>(['name', 'pullUrlPattern', 'renditions', 'notifyUrl'])

/** The field of the form for one of the request; null when none shows it. */
export const domainFieldOf = (path: string): keyof DomainForm | null =>
  fields.has(path) ? (path as keyof DomainForm) : callbackFieldOf(path)
