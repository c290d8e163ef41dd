import { createClient, TapedeckApiError } from '@tapedeck/client'
import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react'
import { PageLoading } from '../design/page.tsx'
import { forgetKey, keepKey, keptKey } from './kept-key.ts'
import { type Session, SessionContext } from './session-context.tsx'
import { SignInPage } from './sign-in-page.tsx'

type SignedIn = Omit<Session, 'signOut'>

/**
 * Asks the API whom a key belongs to.
 * @throws TapedeckApiError of status 401 for an unknown key
 */
const openSession = async (key: string): Promise<SignedIn> => {
  const api = createClient({ baseUrl: location.origin, key })
  const { name, scope } = await api.session()
  return { api, name, scope, isReadOnly: scope === 'read' }
}

const problemOf = (error: unknown): string => {
  if (error instanceof TapedeckApiError && error.status === 401)
    return 'Tapedeck does not know this key.'
  return `Tapedeck could not be asked: ${error instanceof Error ? error.message : String(error)}`
}

/** Shows the sign-in page until a key is accepted, then what is within it. */
export const SessionGate = ({ children }: { children: ReactNode }) => {
  const [signedIn, setSignedIn] = useState<SignedIn | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [isOpening, setIsOpening] = useState(() => keptKey() !== null)

  useEffect(() => {
    const key = keptKey()
    if (key === null) return
    let isCurrent = true
    openSession(key)
      .then((opened) => isCurrent && setSignedIn(opened))
      .catch((error: unknown) => isCurrent && setProblem(problemOf(error)))
      .finally(() => isCurrent && setIsOpening(false))
    return () => {
      isCurrent = false
    }
  }, [])

  const signIn = async (key: string, isRemembered: boolean): Promise<void> => {
    try {
      const opened = await openSession(key)
      keepKey(key, isRemembered)
      setProblem(null)
      setSignedIn(opened)
    } catch (error) {
      setProblem(problemOf(error))
    }
  }

  const signOut = useCallback((why?: string): void => {
    forgetKey()
    setProblem(why ?? null)
    setSignedIn(null)
  }, [])

  const session = useMemo(() => signedIn && { ...signedIn, signOut }, [signedIn, signOut])
  if (isOpening) return <PageLoading />
  if (session === null) return <SignInPage problem={problem} onSignIn={signIn} />
  return <SessionContext value={session}>{children}</SessionContext>
}
