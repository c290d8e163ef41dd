import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { ConsoleWorld } from './console-world.ts'
import { inspectLooks } from './inspect-page.ts'
import { openPage } from './open-page.ts'

const rowOf = (page: Page, name: string) =>
  page.getByRole('row').filter({ has: page.getByRole('rowheader', { name }) })

export const overviewTests = (world: () => ConsoleWorld): void => {
  test('shows what records and what is live, readable in every look', async () => {
    await inspectLooks(world(), 'overview', '/', async (page) => {
      await page.getByText('Lunch show').waitFor()
      await page.getByText('stage', { exact: true }).waitFor()
      await page.getByText('recorder-1', { exact: true }).waitFor()
    })
  })

  test('figures move without anything being asked for', async () => {
    const { page, close } = await openPage(world(), '/')
    const received = () => rowOf(page, 'Lunch show').getByRole('cell').nth(3).textContent()
    await rowOf(page, 'Lunch show').getByText('recording', { exact: true }).waitFor()
    const first = await received()
    await expect.poll(received, { timeout: 30_000 }).not.toBe(first)
    await close()
  })

  test('a connection that is gone is told of, until it is there again', async () => {
    const { page, close } = await openPage(world(), '/recordings')
    await page.context().route('**/v1/live', (route) => route.abort())
    await page.goto(`${world().stack.api.url}/console/`)
    const notice = page.getByText('The connection is gone')
    await notice.waitFor()
    await page.context().unroute('**/v1/live')
    await rowOf(page, 'Lunch show').waitFor()
    await notice.waitFor({ state: 'detached' })
    await close()
  })

  test('a recording that is stopped leaves, and the count of those that record with it', async () => {
    const id = await world().record('Short visit')
    await world().stack.api.waitFor(id, ({ state }) => state === 'recording', 60_000)
    const { page, close } = await openPage(world(), '/')
    await rowOf(page, 'Short visit').waitFor()
    const count = page.getByRole('link', { name: /of which record now/ })
    const before = await count.textContent()
    await world().stack.api.call('POST', `/v1/recordings/${id}/stop`, { mode: 'now' })
    await rowOf(page, 'Short visit').waitFor({ state: 'detached' })
    await expect.poll(() => count.textContent()).not.toBe(before)
    await close()
  })
}
