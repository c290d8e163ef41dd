import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { ConsoleWorld } from './console-world.ts'
import { openPage } from './open-page.ts'

/** Not part of the repository; people look at them after a change. */
const screenshots = join(import.meta.dirname, '../../../.tapedeck/screenshots')

const keepScreenshot = async (page: Page, name: string): Promise<void> => {
  await mkdir(screenshots, { recursive: true })
  await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true })
}

/** WCAG 2.2, A and AA, and what axe advises besides. */
const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** What axe finds, in a line each. */
const accessibilityProblems = async (page: Page, coloursAlone: boolean): Promise<string[]> => {
  // nothing is framed; the other way opens a page for each look, to put together what frames say
  const axe = new AxeBuilder({ page }).setLegacyMode()
  const { violations } = await (coloursAlone
    ? axe.withRules(['color-contrast'])
    : axe.withTags([...standards])
  ).analyze()
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(
      ({ target, failureSummary }) => `${id}: ${help} ${target.join(' ')} ${failureSummary}`,
    ),
  )
}

/** By how much the page is wider than the window; nothing scrolls sideways. */
const overflow = async (page: Page): Promise<number> =>
  page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  )

/**
 * Keeps a screenshot of an open page and finds fault with it.
 * @param options.coloursAlone the rest was looked at in another theme
 */
export const inspect = async (
  page: Page,
  name: string,
  { coloursAlone = false } = {},
): Promise<void> => {
  await keepScreenshot(page, name)
  expect(await overflow(page), `${name} scrolls sideways`).toBeLessThanOrEqual(0)
  expect(await accessibilityProblems(page, coloursAlone), name).toEqual([])
}

/** The narrowest that nothing may scroll sideways on (WCAG 2.2, 1.4.10). */
const smallPhone = { width: 320, height: 640 }

/**
 * Opens a page wide and on a phone, light and dark: axe finds nothing, nothing scrolls sideways, nothing is complained of, and a
 * screenshot of each is kept.
 * @param path below /console
 * @param isReady resolves when the page shows what it is about
 */
export const inspectLooks = async (
  world: ConsoleWorld,
  name: string,
  path: string,
  isReady: (page: Page) => Promise<unknown>,
): Promise<void> => {
  const { page, complaints, close } = await openPage(world, path)
  await isReady(page)
  await inspect(page, `${name}-light`)
  await page.emulateMedia({ colorScheme: 'dark' })
  await inspect(page, `${name}-dark`, { coloursAlone: true })
  await page.setViewportSize(smallPhone)
  await inspect(page, `${name}-phone`)
  expect(complaints).toEqual([])
  await close()
}
