import type { RecorderPresence } from '@tapedeck/store'

/** How a recording stands that might go over to another recorder. */
export type Held = {
  isPulling: boolean
  /** Two encoders make different packets of one stream: there is no place at which another recorder could go on. */
  isEncoding: boolean
  isPaused: boolean
  hasMedia: boolean
}

/** It waits for its stream, or is paused: nothing is lost when another recorder takes it. */
const isIdle = ({ isPulling, isPaused, hasMedia }: Held): boolean =>
  isPaused || !(isPulling || hasMedia)

/** True when an operator lets the recorder take recordings. */
export const isActive = ({ state = 'active' }: RecorderPresence): boolean => state === 'active'

const roomOf = ({ capacity, running }: RecorderPresence): number => Math.max(0, capacity - running)

/**
 * What goes over to other recorders. offered: the newest of those that are pulled, as many as have room elsewhere; they go on here
 * until then. released: what cannot be offered, when another recorder would take it.
 * @param others recorders besides this one
 * @param surplus how many are too many here; 'all': the recorder is to be empty
 */
export const choosePassOn = <S extends Held>(
  sessions: readonly S[],
  others: readonly RecorderPresence[],
  surplus: number | 'all',
): { offered: S[]; released: S[] } => {
  const active = others.filter(isActive)
  const room = active.reduce((sum, other) => sum + roomOf(other), 0)
  const pulled = sessions.filter(({ isPulling, isEncoding }) => isPulling && !isEncoding)
  const count = Math.min(surplus === 'all' ? pulled.length : surplus, room)
  const offered = pulled.slice(Math.max(0, pulled.length - count))
  if (surplus !== 'all') return { offered, released: [] }
  const free = active.filter((other) => roomOf(other) > 0 && (other.spool?.level ?? 'ok') === 'ok')
  const hasEncoder = free.some(({ encodes }) => encodes === true)
  const released = sessions.filter((session) =>
    session.isEncoding ? hasEncoder : isIdle(session) && free.length > 0,
  )
  return { offered, released }
}
