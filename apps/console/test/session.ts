import { expect, test } from 'vitest'
import type { ConsoleWorld } from './console-world.ts'
import { inspect } from './inspect-page.ts'
import { openPage } from './open-page.ts'
import { makeReadKey } from './page-setup.ts'

export const sessionTests = (world: () => ConsoleWorld): void => {
  test('a wrong key is refused, the right one opens the page that was asked for', async () => {
    const { page, close } = await openPage(world(), '/recorders', null)
    await page.getByLabel('API key').fill('not-the-key')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').getByText('Tapedeck does not know this key.').waitFor()
    await inspect(page, 'sign-in')
    await page.getByLabel('API key').fill(world().stack.apiKey)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Recorders', level: 1 }).waitFor()
    await page.getByText('Administrator').waitFor()
    await close()
  })

  test('a key is forgotten with its tab, unless it is to be remembered, until somebody signs out', async () => {
    const { page, close } = await openPage(world(), '/', null)
    const signIn = async (isRemembered: boolean): Promise<void> => {
      await page.getByLabel('API key').fill(world().stack.apiKey)
      await page.getByLabel('Remember it on this device').setChecked(isRemembered)
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: 'Overview' }).waitFor()
    }
    const next = await page.context().newPage()
    const openNext = () => next.goto(page.url())
    await signIn(false)
    await openNext()
    await next.getByLabel('API key').waitFor()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await signIn(true)
    await openNext()
    await next.getByRole('heading', { name: 'Overview' }).waitFor()
    await next.getByRole('button', { name: 'Sign out' }).click()
    await page.reload()
    await page.getByLabel('API key').waitFor()
    await close()
  })

  test('a read-only key is told so, is offered nothing that it may not do, and ends when it is taken away', async () => {
    const { key, remove } = await makeReadKey(world())
    const { page, complaints, close } = await openPage(world(), '/', key)
    await page.getByText('Read only').waitFor()
    await page.getByRole('rowheader', { name: 'Lunch show' }).waitFor()
    expect(await page.getByRole('link', { name: 'Record a stream' }).count()).toBe(0)
    await page.goto(`${world().stack.api.url}/console/record`)
    await page.getByText('Your key is read-only').waitFor()
    expect(await page.getByRole('button', { name: 'Record', exact: true }).count()).toBe(0)
    expect(complaints).toEqual([])
    // one that is taken away ends the session wherever it is at work
    await page.goto(`${world().stack.api.url}/console/`)
    await page.getByRole('rowheader', { name: 'Lunch show' }).waitFor()
    await remove()
    await page.getByRole('link', { name: 'All recordings' }).click()
    await page.getByText('Your key is no longer valid.').waitFor()
    await close()
  })
}
