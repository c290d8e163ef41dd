import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'
import { keyRefused, useSession } from '../session/session-context.tsx'
import { followLive, freshSnapshot, type Live, nothingYet } from './follow-live.ts'

const LiveContext = createContext<Live>(nothingYet)

/** The newest snapshot of what is live, with whether it is old. One connection serves all pages. */
export const useLive = (): Live => useContext(LiveContext)

/** The newest snapshot, for pages that ask the API besides: null when it is old, or none has come. */
export const useFreshSnapshot = () => freshSnapshot(useLive())

/** Follows what is live while somebody is signed in and the page can be seen. */
export const LiveProvider = ({ children }: { children: ReactNode }) => {
  const { api, signOut } = useSession()
  const [live, setLive] = useState<Live>(nothingYet)
  useEffect(
    () => followLive(api, { update: setLive, onRefused: () => signOut(keyRefused) }),
    [api, signOut],
  )
  return <LiveContext value={live}>{children}</LiveContext>
}
