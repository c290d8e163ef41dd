import type { RecordingsQuery } from '@tapedeck/client'
import { useSearchParams } from 'wouter'

const groups = {
  running: ['accepted', 'waiting', 'recording', 'interrupted', 'paused', 'finalizing'],
  finished: ['completed', 'failed', 'canceled'],
} as const

const states = [...groups.running, ...groups.finished] as const
type State = (typeof states)[number]
export type StateChoice = 'all' | keyof typeof groups | State

/** What the filter of states offers. */
export const stateChoices: readonly StateChoice[] = ['all', 'running', 'finished', ...states]

/** What is looked for; a stream is "domain/app/stream", "app/stream" or its own name, with * for any; days are those of the reader's zone, "2026-01-31". */
export type RecordingFilter = {
  state: StateChoice
  name: string
  stream: string
  from: string
  until: string
}

const statesOf = (choice: StateChoice): State[] => {
  if (choice === 'all') return []
  return choice === 'running' || choice === 'finished' ? [...groups[choice]] : [choice]
}

const startOfDay = (day: string, daysLater: number): string => {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return new Date(year, month - 1, date + daysLater).toISOString()
}

/** The parts of a stream's name that a text holds; of the first two, one that is left out asks for any. */
const streamOf = (text: string): Pick<RecordingsQuery, 'domain' | 'app' | 'stream'> => {
  const parts = text.split('/')
  const [domain, app, ...rest] =
    parts.length < 3 ? [...['', ''].slice(parts.length - 1), ...parts] : parts
  const named = Object.entries({ domain, app, stream: rest.join('/') })
  return Object.fromEntries(named.filter(([, part]) => part !== '' && part !== '*'))
}

/** What the API is asked; empty when nothing is looked for. */
export const queryOfFilter = ({
  state,
  name,
  stream,
  from,
  until,
}: RecordingFilter): RecordingsQuery => ({
  ...(state === 'all' ? {} : { state: statesOf(state) }),
  ...(name === '' ? {} : { name }),
  ...streamOf(stream),
  ...(from === '' ? {} : { createdAfter: startOfDay(from, 0) }),
  ...(until === '' ? {} : { createdBefore: startOfDay(until, 1) }),
})

const dayPattern = /^\d{4}-\d{2}-\d{2}$/
const dayOf = (text: string | null): string => (text !== null && dayPattern.test(text) ? text : '')

/** The filter that an address holds; what it does not know is left out. */
export const filterOfAddress = (search: URLSearchParams): RecordingFilter => ({
  state: stateChoices.find((choice) => choice === search.get('state')) ?? 'all',
  name: search.get('name')?.slice(0, 128) ?? '',
  stream: search.get('stream')?.slice(0, 512) ?? '',
  from: dayOf(search.get('from')),
  until: dayOf(search.get('until')),
})

/** The address of a filter that is changed, or of none (null); what looks for nothing is left out. */
export const addressAfter = (
  address: URLSearchParams,
  changes: Partial<RecordingFilter> | null,
): URLSearchParams => {
  const next: Partial<RecordingFilter> =
    changes === null ? {} : { ...filterOfAddress(address), ...changes }
  return new URLSearchParams(
    Object.entries(next).filter(([, value]) => value !== '' && value !== 'all'),
  )
}

/** The filter of the address, so that it can be shared and comes back with the page. */
export const useRecordingFilter = () => {
  const [search, setSearch] = useSearchParams()
  const filter = filterOfAddress(search)
  const change = (changes: Partial<RecordingFilter> | null): void =>
    // from the address as it is by then: what is typed comes later than what is chosen meanwhile
    setSearch((before) => addressAfter(before, changes), { replace: true })
  return { filter, change }
}
