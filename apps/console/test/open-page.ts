import type { Page } from 'playwright-core'
import type { ConsoleWorld } from './console-world.ts'

/** How somebody looks at the console. */
export type Look = { theme?: 'light' | 'dark'; isPhone?: boolean }

const sizes = { desk: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } }

/** The browser tells of every refused request; what the API refuses of a form is for the page to show. */
const shownRefusal = /responded with a status of (400|409|422)/

export type OpenedPage = {
  page: Page
  /** Errors and warnings that the page wrote, and requests that its security policy refused; a test expects none. */
  complaints: string[]
  close(): Promise<void>
}

/**
 * Opens a page of the console in a browser profile of its own.
 * @param path below /console
 * @param key is signed in with; null shows the sign-in page
 */
export const openPage = async (
  { browser, stack }: Pick<ConsoleWorld, 'browser' | 'stack'>,
  path: string,
  key: string | null = stack.apiKey,
  { theme = 'light', isPhone = false }: Look = {},
): Promise<OpenedPage> => {
  const context = await browser.newContext({
    viewport: isPhone ? sizes.phone : sizes.desk,
    hasTouch: isPhone,
    isMobile: isPhone,
    colorScheme: theme,
    // what moves would be seen in between by checks and screenshots
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'UTC',
  })
  context.setDefaultTimeout(30_000)
  if (key !== null)
    // as text: these tests are compiled without the types of a browser
    await context.addInitScript(`sessionStorage.setItem('tapedeck.key', ${JSON.stringify(key)})`)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    const isComplaint = message.type() === 'error' || message.type() === 'warning'
    if (isComplaint && !shownRefusal.test(message.text())) complaints.push(message.text())
  })
  await page.goto(`${stack.api.url}/console${path}`)
  return { page, complaints, close: () => context.close() }
}
