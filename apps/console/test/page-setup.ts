import { createClient, type Tapedeck } from '@tapedeck/client'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { ConsoleWorld } from './console-world.ts'
import { inspect } from './inspect-page.ts'
import { openPage } from './open-page.ts'

/** How a test gets at the world that its file shares. */
export type Given = () => ConsoleWorld

/** The API of the world with its administrator's key. */
export const clientOf = ({ stack }: ConsoleWorld): Tapedeck =>
  createClient({ baseUrl: stack.api.url, key: stack.apiKey })

/** A page for one test, with the key of the administrator or another one; closed at its end without a complaint. */
export const visit = async (
  world: ConsoleWorld,
  path: string,
  act: (page: Page) => Promise<void>,
  key: string = world.stack.apiKey,
): Promise<void> => {
  const { page, complaints, close } = await openPage(world, path, key)
  try {
    await act(page)
    expect(complaints).toEqual([])
  } catch (error) {
    const shown = await page.evaluate<string>('document.body.innerText')
    throw new Error(`${String(error)}\nThe page showed:\n${shown}`, { cause: error })
  } finally {
    await close()
  }
}

/** Has an open page read again from the API what it shows, as when somebody comes back to its window. @param path below /v1 */
export const readAgain = async (page: Page, path: string): Promise<void> => {
  const answer = page.waitForResponse(
    (response) => response.request().method() === 'GET' && response.url().endsWith(`/v1/${path}`),
  )
  // what was read a moment ago is not read again
  await page.evaluate(
    `window.coming = setInterval(() => window.dispatchEvent(new Event('visibilitychange')), 200)`,
  )
  await (await answer).finished()
  await page.evaluate(`clearInterval(window.coming)`)
}

/** Looks at a page that is open wide and light, then opens it dark on a phone. @param name its path, too */
export const inspectHereAndOnPhone = async (
  world: ConsoleWorld,
  page: Page,
  name: string,
  isReady: (page: Page) => Promise<unknown>,
): Promise<void> => {
  await isReady(page)
  const picture = name.replaceAll('/', '-')
  await inspect(page, `${picture}-light`)
  const phone = await openPage(world, `/${name}`, world.stack.apiKey, {
    isPhone: true,
    theme: 'dark',
  })
  try {
    await isReady(phone.page)
    await inspect(phone.page, `${picture}-phone-dark`)
  } finally {
    await phone.close()
  }
}

/** A key that may only read, and what takes it away again. */
export const makeReadKey = async (world: ConsoleWorld) => {
  const { apiKeys } = clientOf(world)
  const { id, key } = await apiKeys.create({ name: 'reader', scope: 'read' })
  return { key, remove: () => apiKeys.remove(id) }
}
