import { Suspense } from 'react'
import { Route, Router, Switch, useLocation } from 'wouter'
import { Notices } from './design/notices.tsx'
import { PageLoading } from './design/page.tsx'
import { LiveProvider } from './live/live-context.tsx'
import { pageRoutes } from './routes.ts'
import { SessionGate } from './session/session-gate.tsx'
import { Layout } from './shell/layout.tsx'
import { NotFoundPage } from './shell/not-found-page.tsx'
import { PageBoundary } from './shell/page-boundary.tsx'
import { QueryProvider } from './shell/query-provider.tsx'

const PageOfAddress = () => {
  const [location] = useLocation()
  return (
    // a page that failed must not stand in the way of the next one
    <PageBoundary key={location}>
      <Suspense fallback={<PageLoading />}>
        <Switch>
          {pageRoutes.map(({ path, Page }) => (
            <Route key={path} path={path}>
              <Page />
            </Route>
          ))}
          <Route component={NotFoundPage} />
        </Switch>
      </Suspense>
    </PageBoundary>
  )
}

/** The whole console: who is signed in, what is live, and the page that the address names. */
export const App = () => (
  <Router base="/console">
    <Notices>
      <SessionGate>
        <QueryProvider>
          <LiveProvider>
            <Layout>
              <PageOfAddress />
            </Layout>
          </LiveProvider>
        </QueryProvider>
      </SessionGate>
    </Notices>
  </Router>
)
