import { expect, test } from 'vitest'
import type { ConsoleWorld } from './console-world.ts'
import { openPage } from './open-page.ts'

export const shellTests = (world: () => ConsoleWorld): void => {
  test('every page of the navigation is reached by keyboard and begins at its heading', async () => {
    const { page, complaints, close } = await openPage(world(), '/')
    const links = page.getByRole('navigation', { name: 'Pages' }).getByRole('link')
    await links.first().waitFor()
    // a page that opens takes the focus to its heading
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
    // the page that is open already comes last: an address that stays is no new page
    const [first, ...others] = await links.all()
    for (const link of first === undefined ? [] : [...others, first]) {
      const name = ((await link.textContent()) ?? '').replace(/, of which.*/, '')
      await link.focus()
      await page.keyboard.press('Enter')
      const heading = page.getByRole('heading', { level: 1, name })
      await heading.waitFor()
      await expect.poll(() => heading.evaluate('document.activeElement.matches("h1")')).toBe(true)
      expect(await link.getAttribute('aria-current')).toBe('page')
      expect(await page.title()).toBe(`${name} · Tapedeck`)
    }
    expect(complaints).toEqual([])
    await close()
  })

  test('the theme that was chosen stays', async () => {
    const { page, close } = await openPage(world(), '/', world().stack.apiKey, { theme: 'dark' })
    const ground = () =>
      page.evaluate<string>('getComputedStyle(document.documentElement).backgroundColor')
    await page.getByRole('radio', { name: 'As the device' }).waitFor()
    const dark = await ground()
    await page.getByRole('radio', { name: 'Light' }).check({ force: true })
    const light = await ground()
    expect(light).not.toBe(dark)
    await page.reload()
    await page.getByRole('radio', { name: 'Light' }).waitFor()
    expect(await ground()).toBe(light)
    await close()
  })

  test('on a phone the pages are behind a button, and one closes them again', async () => {
    const look = { isPhone: true }
    const { page, close } = await openPage(world(), '/', world().stack.apiKey, look)
    const recordings = page
      .getByRole('navigation', { name: 'Pages' })
      .getByRole('link', { name: 'Recordings' })
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    expect(await recordings.isVisible()).toBe(false)
    await page.getByRole('button', { name: 'Open the menu' }).tap()
    await recordings.tap()
    await page.getByRole('heading', { name: 'Recordings' }).waitFor()
    expect(await recordings.isVisible()).toBe(false)
    await close()
  })

  test('an address that names no page says so', async () => {
    const { page, close } = await openPage(world(), '/no/such/page')
    await page.getByText('There is no such page').waitFor()
    await close()
  })
}
