import type { Schemas } from '@tapedeck/client'

type Source = Schemas['Source']
type SourceChange = Schemas['SourceChange']

/** What the form holds, as it was typed. */
export type SourceForm = {
  name: string
  kind: Source['kind']
  /** Empty for what notifications say. */
  domain: string
  /** Empty: the server is not asked. */
  pollUrl: string
  pollSeconds: string
  user: string
  /** Empty for the one that is there, which is never shown. */
  password: string
}

/** Kinds of media servers, as people call them. */
export const kindChoices: readonly { value: SourceForm['kind']; label: string }[] = [
  { value: 'srs', label: 'SRS' },
  { value: 'nginx-rtmp', label: 'nginx with its RTMP module' },
  { value: 'mediamtx', label: 'MediaMTX' },
  { value: 'node-media-server', label: 'Node-Media-Server' },
  { value: 'generic', label: 'Another one, or a script' },
]

/** A source that is yet to be made. */
export const emptySource: SourceForm = {
  name: '',
  kind: 'srs',
  domain: '',
  pollUrl: '',
  pollSeconds: '5',
  user: '',
  password: '',
}

/** A source as the form shows it. */
export const formOfSource = ({ name, kind, domain, poll }: Source): SourceForm => ({
  ...emptySource,
  name,
  kind,
  domain: domain ?? '',
  pollUrl: poll?.url ?? '',
  pollSeconds: poll === null ? emptySource.pollSeconds : String(poll.intervalSeconds),
  user: poll?.user ?? '',
})

/** Whether a server of the kind has an API that can be asked. */
export const mayBeAsked = (kind: SourceForm['kind']): boolean => kind !== 'generic'

const isAsked = ({ kind, pollUrl }: SourceForm): boolean =>
  mayBeAsked(kind) && pollUrl.trim() !== ''

/** The source that a form stands for. */
export const newSourceOf = (form: SourceForm): Schemas['NewSource'] => {
  const [domain, user] = [form.domain.trim(), form.user.trim()]
  const poll = {
    url: form.pollUrl.trim(),
    intervalSeconds: Number(form.pollSeconds),
    ...(user === '' ? {} : { user }),
    ...(form.password === '' ? {} : { password: form.password }),
  }
  return {
    name: form.name.trim(),
    kind: form.kind,
    ...(domain === '' ? {} : { domain }),
    ...(isAsked(form) ? { poll } : {}),
  }
}

const pollChangeOf = (form: SourceForm, before: SourceForm): SourceChange['poll'] | undefined => {
  if (!isAsked(form)) return isAsked(before) ? null : undefined
  const differs = (field: keyof SourceForm): boolean => form[field] !== before[field]
  const user = form.user.trim() || null
  const change = {
    ...(differs('pollUrl') ? { url: form.pollUrl.trim() } : {}),
    ...(differs('pollSeconds') || !isAsked(before)
      ? { intervalSeconds: Number(form.pollSeconds) }
      : {}),
    ...(differs('user') ? { user } : {}),
    ...(form.password === '' ? {} : { password: form.password }),
    // without a user there is none to whom it belongs
    ...(user === null && differs('user') ? { password: null } : {}),
  }
  return Object.keys(change).length === 0 ? undefined : change
}

/** What a form changes of a source; what nobody touched, the password too, is left out. */
export const sourceChangeOf = (form: SourceForm, source: Source): SourceChange => {
  const before = formOfSource(source)
  const poll = pollChangeOf(form, before)
  return {
    ...(form.name === before.name ? {} : { name: form.name.trim() }),
    ...(form.kind === before.kind ? {} : { kind: form.kind }),
    ...(form.domain === before.domain ? {} : { domain: form.domain.trim() || null }),
    ...(poll === undefined ? {} : { poll }),
  }
}

const fields: Record<string, keyof SourceForm> = {
  name: 'name',
  kind: 'kind',
  domain: 'domain',
  poll: 'pollUrl',
  'poll.url': 'pollUrl',
  'poll.intervalSeconds': 'pollSeconds',
  'poll.user': 'user',
  'poll.password': 'password',
}

/** The field of the form for one of the request; null when none shows it. */
export const sourceFieldOf = (path: string): keyof SourceForm | null => fields[path] ?? null
