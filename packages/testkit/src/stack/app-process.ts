import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { freePort } from '../free-port.ts'
import { type SpawnedProcess, type SpawnProcessOptions, spawnServer } from '../spawn-server.ts'

const repositoryRoot = join(import.meta.dirname, '../../../..')
/** Far more than any app takes: a busy machine must not fail a test. */
const readyTimeoutMs = 120_000

export type AppProcess = SpawnedProcess & {
  name: string
  /** Where /healthz, /readyz and /metrics answer. */
  opsUrl: string
}

/** Where the bundles of a run of tests are (bundle-apps.ts); every process of it inherits the variable. */
export const bundlesVariable = 'TAPEDECK_TEST_APPS_DIR'

const sourceOf = (app: string): string => join(repositoryRoot, `apps/${app}/src/main.ts`)

/** Path of an app's entry: its source, or the bundle that was made for this run of tests. */
export const appEntry = (app: string): string => {
  const bundles = process.env[bundlesVariable] ?? ''
  return bundles === '' ? sourceOf(app) : join(bundles, `${app}.mjs`)
}

export type StartAppOptions = Omit<SpawnProcessOptions, 'cwd' | 'env'> & {
  /** Starts the source, whatever was bundled. */
  isSource?: boolean
}

const isReady = async (url: string): Promise<boolean> => {
  try {
    const answer = await fetch(`${url}/readyz`)
    await answer.body?.cancel()
    return answer.ok
  } catch {
    // it listens no more
    return false
  }
}

/**
 * Starts an app of this repository as its own process, as an operator would, and waits until it is ready.
 * @param env its TAPEDECK_ variables; the port of its ops server is added
 * @throws Error with the app's output when it ends or is not ready in time
 */
export const startApp = async (
  app: 'api' | 'recorder' | 'notifier' | 'reconciler',
  env: Record<string, string>,
  { isSource = false, ...options }: StartAppOptions = {},
): Promise<AppProcess> => {
  const port =
    app === 'api' ? env.TAPEDECK_API_PORT : (env.TAPEDECK_METRICS_PORT ?? String(await freePort()))
  const entry = isSource ? sourceOf(app) : appEntry(app)
  // connections are tried more cheaply than requests are made: most of them find nobody
  const spawned = await spawnServer(process.execPath, [entry], {
    cwd: repositoryRoot,
    port: Number(port),
    listenTimeoutMs: readyTimeoutMs,
    ...options,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      // dozens of stacks are started from the same sources
      NODE_COMPILE_CACHE: join(repositoryRoot, '.tapedeck/compile-cache'),
      ...env,
      ...(app === 'api' ? {} : { TAPEDECK_METRICS_PORT: port }),
    },
  })
  const opsUrl = `http://127.0.0.1:${port}`
  const life = { hasEnded: false }
  void spawned.exited.then(() => {
    life.hasEnded = true
  })
  const deadlineMs = Date.now() + readyTimeoutMs
  while (!(await isReady(opsUrl))) {
    if (life.hasEnded || Date.now() > deadlineMs) {
      await spawned.kill()
      throw new Error(`${app} is not ready: ${spawned.output()}`)
    }
    await delay(50)
  }
  return { ...spawned, name: app, opsUrl }
}
