import type { Tapedeck } from '@tapedeck/client'
import { createContext, useContext } from 'react'

/** Who is signed in, with the client that speaks for them. */
export type Session = {
  api: Tapedeck
  /** Name of the key. */
  name: string
  scope: 'read' | 'admin'
  /** A read-only key: nothing may be changed, so pages show no controls that would. */
  isReadOnly: boolean
  /** @param why told on the sign-in page; absent when the user asked for it */
  signOut(why?: string): void
}

/** Told on the sign-in page when a key that was known no longer is. */
export const keyRefused = 'Your key is no longer valid.'

export const SessionContext = createContext<Session | null>(null)

/** The session of the signed-in user; every page has one. */
export const useSession = (): Session => {
  const session = useContext(SessionContext)
  if (session === null) throw new Error('only pages within SessionGate have a session')
  return session
}

/** The client of the signed-in user. */
export const useApi = (): Tapedeck => useSession().api
