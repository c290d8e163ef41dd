import { createClient } from '@tapedeck/client'
import { expect, test } from 'vitest'
import { inspect } from './inspect-page.ts'
import { clientOf, type Given, inspectHereAndOnPhone, visit } from './page-setup.ts'

/** Tests of the page Keys. */
export const keysTests = (given: Given): void => {
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
