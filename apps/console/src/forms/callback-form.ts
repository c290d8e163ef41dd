import type { Schemas } from '@tapedeck/client'

type Callback = NonNullable<Schemas['Domain']['onDemand']>

/** Whom to ask whether a stream is recorded, as it was typed. */
export type CallbackForm = {
  /** Empty for none. */
  callbackUrl: string
  callbackSeconds: string
  callbackRetries: string
  onFailure: Callback['onFailure']
}

/** With what the API takes when nothing is said. */
export const emptyCallback: CallbackForm = {
  callbackUrl: '',
  callbackSeconds: '5',
  callbackRetries: '2',
  onFailure: 'skip',
}

const msPerSecond = 1000

/** A callback as the form shows it. */
export const formOfCallback = (callback: Callback | null): CallbackForm =>
  callback === null
    ? emptyCallback
    : {
        callbackUrl: callback.url,
        callbackSeconds: String(callback.timeoutMs / msPerSecond),
        callbackRetries: String(callback.retries),
        onFailure: callback.onFailure,
      }

/** The callback of a form; null when there is none. */
export const callbackOf = (form: CallbackForm): Callback | null =>
  form.callbackUrl.trim() === ''
    ? null
    : {
        url: form.callbackUrl.trim(),
        timeoutMs: Math.round(Number(form.callbackSeconds) * msPerSecond),
        retries: Number(form.callbackRetries),
        onFailure: form.onFailure,
      }

/**
 * What a form changes of a callback: what nobody touched, hence may be shown without its secrets, is left out.
 * @returns null takes it away; undefined changes nothing
 */
export const callbackChangeOf = (
  form: CallbackForm,
  before: CallbackForm,
): Partial<Callback> | null | undefined => {
  const [wanted, known] = [callbackOf(form), callbackOf(before)]
  if (wanted === null) return known === null ? undefined : null
  if (known === null) return wanted
  const changes = Object.entries(wanted).filter(
    ([field, value]) => known[field as keyof Callback] !== value,
  )
  return changes.length === 0 ? undefined : (Object.fromEntries(changes) as Partial<Callback>)
}

const fields: Record<string, keyof CallbackForm> = {
  onDemand: 'callbackUrl',
  'onDemand.url': 'callbackUrl',
  'onDemand.timeoutMs': 'callbackSeconds',
  'onDemand.retries': 'callbackRetries',
  'onDemand.onFailure': 'onFailure',
}

/** The field of the form for one of the request; null when none shows it. */
export const callbackFieldOf = (path: string): keyof CallbackForm | null => fields[path] ?? null
