import { useSyncExternalStore } from 'react'
import { agoText } from './format-figures.ts'

const absolute = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })

/** All times of a page move together, twice a minute. */
const stepMs = 30_000
const subscribe = (tell: () => void): (() => void) => {
  const timer = setInterval(tell, stepMs)
  return () => clearInterval(timer)
}
const nowMs = (): number => Math.floor(Date.now() / stepMs) * stepMs

/** How long ago something was; the whole time stands in its title. A dash when there is none. */
export const Ago = ({ at }: { at: string | null }) => {
  const stepAtMs = useSyncExternalStore(subscribe, nowMs)
  if (at === null) return '–'
  const atMs = Date.parse(at)
  return (
    <time dateTime={at} title={absolute.format(atMs)}>
      {agoText(atMs, stepAtMs)}
    </time>
  )
}

/** A time in the reader's zone. A dash when there is none. */
export const Moment = ({ at }: { at: string | null }) =>
  at === null ? (
    '–'
  ) : (
    <time dateTime={at} title={at}>
      {absolute.format(Date.parse(at))}
    </time>
  )
