import { expect, test } from 'vitest'
import type { ConsoleWorld } from './console-world.ts'
import { inspectLooks } from './inspect-page.ts'
import { openPage } from './open-page.ts'

/** A recording of a stream that never comes, which ends as failed. */
const failOne = async (world: ConsoleWorld, name: string): Promise<void> => {
  const id = await world.record(name, {
    source: { type: 'rtmp', url: world.rtmp.url('live', 'nobody') },
    template: {
      name: 'Short wait',
      formats: [{ format: 'mp4', objectPattern: 'console/{RecordingId}/{Sequence}' }],
      waitSeconds: 1,
    },
  })
  await world.stack.api.waitFor(id, ({ state }) => state === 'failed', 60_000)
}

export const recordingsTests = (world: () => ConsoleWorld): void => {
  test('lists recordings with how they ended, readable in every look', async () => {
    await failOne(world(), 'Nobody came')
    await inspectLooks(world(), 'recordings', '/recordings', async (page) => {
      await page.getByText('Nobody came').waitFor()
      await page.getByText('no stream', { exact: true }).waitFor()
      await page.getByText('Lunch show').waitFor()
    })
  })

  test('is filtered by state and name, and the address keeps the filter', async () => {
    const { page, complaints, close } = await openPage(world(), '/recordings')
    const names = async () => (await page.getByRole('rowheader').allTextContents()).join()
    await page.getByRole('rowheader', { name: 'Lunch show' }).waitFor()
    await page.getByLabel('State').selectOption('failed')
    await page.getByRole('rowheader', { name: 'Lunch show' }).waitFor({ state: 'detached' })
    expect(await names()).toContain('Nobody came')
    await page.reload()
    await page.getByRole('rowheader', { name: 'Nobody came' }).waitFor()
    expect(await names()).not.toContain('Lunch show')
    await page.getByLabel('Stream').fill('live/lunch-show')
    await page.getByText('No recording is like that').waitFor()
    await page.getByLabel('Stream').fill('live/nobody')
    await page.getByRole('rowheader', { name: 'Nobody came' }).waitFor()
    await page.getByLabel('Name').fill('No such name')
    await page.getByText('No recording is like that').waitFor()
    await page.getByRole('button', { name: 'Show all' }).click()
    await page.getByRole('rowheader', { name: 'Lunch show' }).waitFor()
    expect(new URL(page.url()).search).toBe('')
    expect(complaints).toEqual([])
    await close()
  })
}
