import { access, constants } from 'node:fs/promises'
import { type Browser, chromium } from 'playwright-core'

const places = ['/usr/bin', '/usr/local/bin'].flatMap((directory) => [
  `${directory}/chromium-headless-shell`,
  `${directory}/chromium`,
])

const isExecutable = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  )

/** The browser of the system; playwright-core brings none. */
const browserPath = async (): Promise<string> => {
  for (const path of places) if (await isExecutable(path)) return path
  throw new Error('there is no Chromium: run sh scripts/bootstrap.sh test')
}

/** Starts a headless Chromium; `close()` ends it. */
export const startBrowser = async (): Promise<Browser> =>
  chromium.launch({
    executablePath: await browserPath(),
    // as root, as in most containers, Chromium refuses to start with its sandbox
    chromiumSandbox: process.getuid?.() !== 0,
    args: ['--disable-dev-shm-usage', '--autoplay-policy=no-user-gesture-required'],
  })
