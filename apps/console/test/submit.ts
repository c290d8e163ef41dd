import { expect, test } from 'vitest'
import type { ConsoleWorld } from './console-world.ts'
import { inspectLooks } from './inspect-page.ts'
import { openPage } from './open-page.ts'

export const submitTests = (world: () => ConsoleWorld): void => {
  test('is readable in every look', async () => {
    await inspectLooks(world(), 'submit', '/record', (page) => page.getByLabel('Address').waitFor())
  })

  test('what is wrong is told at its field, and what is right is recorded', async () => {
    const { stack, liveUrl } = world()
    const { page, close } = await openPage(world(), '/record')
    const address = page.getByLabel('Address')
    await address.fill('https://console.example/live/room')
    await page.getByRole('button', { name: 'Record', exact: true }).click()
    await page.getByRole('alert').getByText('The recording was not accepted').waitFor()
    expect(await address.getAttribute('aria-invalid')).toBe('true')
    const about = (await address.getAttribute('aria-describedby')) ?? ''
    expect(await page.locator(`[id="${about}"]`).textContent()).toBe(
      'must start with rtmp:// or rtmps://',
    )
    await address.fill(liveUrl)
    await page.getByLabel('Name', { exact: false }).first().fill('By hand')
    await page.getByLabel('HLS with CMAF').check()
    await page.getByRole('button', { name: 'Record', exact: true }).click()
    await page.waitForURL(/\/console\/recordings\/rec_/)
    const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''
    const { name, template } = await stack.api.recording(id)
    expect(name).toBe('By hand')
    expect(template.formats).toMatchObject([
      { format: 'mp4', cycleSeconds: 3600 },
      { format: 'cmaf', slicePattern: expect.stringContaining('cmaf-slices/') },
    ])
    await stack.api.waitFor(id, ({ state }) => state === 'recording', 60_000)
    await stack.api.call('POST', `/v1/recordings/${id}/stop`, { mode: 'now' })
    await close()
  })
}
