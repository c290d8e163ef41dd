import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { TapedeckApiError } from '@tapedeck/client'
import { type ReactNode, useState } from 'react'
import { keyRefused, useSession } from '../session/session-context.tsx'

/** Keeps answers of the API while their page is open; a key that is no longer known ends the session. */
export const QueryProvider = ({ children }: { children: ReactNode }) => {
  const { signOut } = useSession()
  const [client] = useState(
    () =>
      new QueryClient({
        queryCache: new QueryCache({
          onError: (error) => {
            if (error instanceof TapedeckApiError && error.status === 401) signOut(keyRefused)
          },
        }),
        // the client of the API tries again by itself
        defaultOptions: { queries: { retry: false, staleTime: 2000 }, mutations: { retry: false } },
      }),
  )
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>
}
