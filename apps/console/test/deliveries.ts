import { startCallbackServer } from '@tapedeck/testkit'
import { expect, onTestFinished, test } from 'vitest'
import { clientOf, type Given, inspectHereAndOnPhone, visit } from './page-setup.ts'

/** Tests of the page Deliveries. */
export const deliveriesTests = (given: Given): void => {
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
