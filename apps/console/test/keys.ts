import { createClient } from '@tapedeck/client'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { inspect } from './inspect-page.ts'
import { clientOf, type Given, inspectHereAndOnPhone, visit } from './page-setup.ts'

/** Beside every dialog. */
const beside = { x: 8, y: 8 }

/** Marks a text with the mouse, which is let go beside the dialog. */
const markToBeside = async (page: Page, text: string): Promise<void> => {
  await page.getByRole('dialog').getByText(text).hover()
  await page.mouse.down()
  await page.mouse.move(beside.x, beside.y, { steps: 3 })
  await page.mouse.up()
}

const dialogTests = (given: Given): void => {
  test('a dialog stays when a text in it is marked to its outside; a press beside it closes it', async () => {
    await visit(given(), '/keys', async (page) => {
      await page.getByRole('button', { name: 'New access key' }).click()
      const dialog = page.getByRole('dialog', { name: 'New access key' })
      await markToBeside(page, 'It may call')
      expect(await dialog.isVisible()).toBe(true)
      await page.mouse.click(beside.x, beside.y)
      await dialog.waitFor({ state: 'detached' })
    })
  })

  test('a dialog stays while its request is under way, and a secret until it is said to be kept', async () => {
    const { accessKeys } = clientOf(given())
    await visit(given(), '/keys', async (page) => {
      const isAnswered = Promise.withResolvers<void>()
      await page.route('**/v1/access-keys', async (route) => {
        if (route.request().method() === 'POST') await isAnswered.promise
        await route.continue()
      })
      const tryToLeave = async (): Promise<void> => {
        // of the second one in a row the page is not asked
        for (const key of ['Escape', 'Escape']) await page.keyboard.press(key)
        await page.mouse.click(beside.x, beside.y)
      }
      await page.getByRole('button', { name: 'New access key' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('Name of the access key').fill('slow client')
      await dialog.getByRole('button', { name: 'Make access key' }).click()
      await tryToLeave()
      expect(await dialog.getByRole('button', { name: 'Cancel' }).isDisabled()).toBe(true)
      expect(await dialog.getByRole('button', { name: 'Close' }).isDisabled()).toBe(true)
      isAnswered.resolve()
      await dialog.getByText('It is not shown again').waitFor()
      await tryToLeave()
      await markToBeside(page, 'It is not shown again')
      expect(await dialog.getByText('It is not shown again').isVisible()).toBe(true)
      expect(await dialog.getByRole('button').allTextContents()).toEqual(['I have kept it'])
      await dialog.getByRole('button', { name: 'I have kept it' }).click()
      await dialog.waitFor({ state: 'detached' })
    })
    const made = (await accessKeys.list()).items.find(({ name }) => name === 'slow client')
    await accessKeys.remove(made?.id ?? '')
  })
}

/** Tests of the page Keys. */
export const keysTests = (given: Given): void => {
  dialogTests(given)
  test('a key is made, shown once, works, and is removed', async () => {
    await visit(given(), '/keys', async (page) => {
      await page.getByLabel('Name', { exact: true }).fill('wall of screens')
      await page.getByRole('button', { name: 'Make key' }).click()
      const dialog = page.getByRole('dialog')
      const key = (await dialog.getByText(/^tdk_/).textContent()) ?? ''
      await dialog.getByRole('button', { name: 'I have kept it' }).click()
      const reader = createClient({ baseUrl: given().stack.api.url, key })
      expect(await reader.session()).toMatchObject({ name: 'wall of screens', scope: 'read' })
      const row = page.getByRole('row').filter({ hasText: 'wall of screens' })
      await inspectHereAndOnPhone(given(), page, 'keys', (at) =>
        at.getByRole('row').filter({ hasText: 'wall of screens' }).waitFor(),
      )
      expect(await page.getByText(key).count()).toBe(0)
      await row.getByRole('button', { name: 'Remove the key wall of screens' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
      await row.waitFor({ state: 'detached' })
      await expect(reader.session()).rejects.toMatchObject({ code: 'KEY_INVALID' })
    })
  })

  test('an access key is brought along, disabled and removed', async () => {
    const { accessKeys } = clientOf(given())
    await visit(given(), '/keys', async (page) => {
      await page.getByRole('button', { name: 'New access key' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('Name of the access key').fill('old client')
      await dialog.getByLabel('CDNetworks').uncheck()
      await dialog.getByRole('textbox', { name: /^Id/ }).fill('LTAIbroughtalong')
      await dialog.getByRole('button', { name: 'Make access key' }).click()
      await dialog.getByText('is required with id', { exact: true }).waitFor()
      await inspect(page, 'access-key')
      await dialog.getByLabel('Secret').fill('brought-along-secret')
      await dialog.getByRole('button', { name: 'Make access key' }).click()
      await dialog.getByText('brought-along-secret').waitFor()
      await dialog.getByRole('button', { name: 'I have kept it' }).click()
      const row = page.getByRole('row').filter({ hasText: 'LTAIbroughtalong' })
      await row.getByRole('button', { name: 'Disable' }).click()
      await row.getByText('disabled', { exact: true }).waitFor()
      expect(await accessKeys.get('LTAIbroughtalong')).toMatchObject({
        name: 'old client',
        apis: ['live', 'ims'],
        mode: 'write',
        isEnabled: false,
      })
      await row.getByRole('button', { name: 'Remove' }).click()
      await dialog.getByRole('button', { name: 'Remove' }).click()
      await row.waitFor({ state: 'detached' })
    })
    expect((await accessKeys.list()).items).toEqual([])
  })
}
