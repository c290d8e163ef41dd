import { createClient } from '@tapedeck/client'
import { expect, test } from 'vitest'
import { type Given, inspectHereAndOnPhone, visit } from './page-setup.ts'

/** Tests of the page Keys. */
export const keysTests = (given: Given): void => {
  test('a key is made, shown once, works, and is removed', async () => {
    await visit(given(), '/keys', async (page) => {
      await page.getByLabel('Name').fill('wall of screens')
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
}
