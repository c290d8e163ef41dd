import { startCallbackServer } from '@tapedeck/testkit'
import type { Page } from 'playwright-core'
import { expect, onTestFinished, test } from 'vitest'
import { clientOf, type Given, inspectHereAndOnPhone, visit } from './page-setup.ts'

/** The secret that a dialog shows, which is closed then. */
const takeSecret = async (page: Page): Promise<string> => {
  const dialog = page.getByRole('dialog')
  const secret = (await dialog.getByText(/^whsec_/).textContent()) ?? ''
  await dialog.getByRole('button', { name: 'I have kept it' }).click()
  return secret
}

const endpointTests = (given: Given): void => {
  test('an endpoint is registered, edited without its credentials, disabled and deleted', async () => {
    const api = clientOf(given())
    const only = async () => {
      const { items } = await api.endpoints.list({ limit: 200 })
      return items.find(({ name }) => name === 'archive')
    }
    await visit(given(), '/deliveries', async (page) => {
      await page.getByRole('link', { name: 'New endpoint' }).click()
      await page.getByLabel('Address').fill('https://hooks.example.com/in?token=hidden-token')
      await page.getByRole('textbox', { name: 'Name' }).fill('archive')
      await page.getByLabel('Headers').fill('x-api-key: hidden-key\nhost: wrong.example')
      await page.getByLabel('file.created').check()
      await page.getByRole('button', { name: 'Register' }).click()
      await page.getByText('is set by Tapedeck').last().waitFor()
      expect(await page.getByLabel('Headers').getAttribute('aria-invalid')).toBe('true')
      await inspectHereAndOnPhone(given(), page, 'deliveries/endpoints/new', (at) =>
        at.getByRole('button', { name: 'Register' }).waitFor(),
      )
      await page.getByLabel('Headers').fill('x-api-key: hidden-key')
      await page.getByRole('button', { name: 'Register' }).click()
      const first = await takeSecret(page)
      const endpoints = page.getByRole('table', { name: 'Endpoints' })
      const row = endpoints.getByRole('row').filter({ hasText: 'archive' })
      await row.getByRole('link', { name: 'Edit' }).click()
      await page.getByLabel('Headers').fill('x-api-key: ***\nx-team: video')
      // by somebody else meanwhile; another secret has the endpoint read again
      await api.endpoints.change((await only())?.id ?? '', { filter: { tags: ['sport'] } })
      await page.getByRole('button', { name: 'New secret' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Make secret' }).click()
      expect(await takeSecret(page)).not.toBe(first)
      await page.getByRole('button', { name: 'Save' }).click()
      await row.getByRole('button', { name: 'Disable' }).click()
      await row.getByText('disabled', { exact: true }).waitFor()
      const { secrets, ...endpoint } = (await only()) ?? {}
      expect(endpoint).toMatchObject({
        headers: { 'x-api-key': '***', 'x-team': 'video' },
        events: ['file.created'],
        filter: { tags: ['sport'] },
        isEnabled: false,
      })
      expect(secrets?.length).toBe(2)
      await row.getByRole('button', { name: 'Delete' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
      await row.waitFor({ state: 'detached' })
    })
    expect(await only()).toBe(undefined)
  })
}

/** Tests of the page Deliveries. */
export const deliveriesTests = (given: Given): void => {
  endpointTests(given)
  test('a test event is sent, its attempts are told, and it is sent again', async () => {
    const api = clientOf(given())
    const receiver = await startCallbackServer()
    onTestFinished(() => receiver.stop())
    receiver.answer({ kind: 'status', status: 204 })
    // the recording that goes on is none of its business
    const endpoint = await api.endpoints.create({
      name: 'newsroom',
      url: receiver.url,
      events: ['recording.failed'],
    })
    onTestFinished(() => api.endpoints.remove(endpoint.id))
    await visit(given(), '/deliveries', async (page) => {
      await page.getByRole('button', { name: 'Send a test event to newsroom' }).click()
      const table = page.getByRole('table', { name: 'Deliveries' })
      const row = table.getByRole('row').filter({ hasText: 'endpoint.test' })
      await row.getByText('delivered').waitFor()
      await inspectHereAndOnPhone(given(), page, 'deliveries', (at) =>
        at.getByRole('row').filter({ hasText: 'endpoint.test' }).waitFor(),
      )
      await row.getByRole('button', { name: 'Attempts' }).click()
      await page.getByRole('dialog').getByText('204', { exact: true }).waitFor()
      await page.keyboard.press('Escape')
      await row.getByRole('button', { name: 'Send again' }).click()
      await page.getByText('endpoint.test is sent again').waitFor()
    })
    await expect.poll(() => receiver.questions.length, { timeout: 30_000 }).toBe(2)
    const ids = receiver.questions.map(({ headers }) => headers['webhook-id'])
    expect(ids[1]).toBe(ids[0])
  })
}
