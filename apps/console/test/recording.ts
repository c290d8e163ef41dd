import { stat } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { makeBrokenRecording } from './broken-recording.ts'
import type { ConsoleWorld } from './console-world.ts'
import { inspectLooks } from './inspect-page.ts'
import { openPage } from './open-page.ts'

const waiting = { timeout: 30_000 }
const timelineOf = (page: Page) => page.getByRole('region', { name: 'Timeline' })
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

/** A recording of which a file is stored. */
const withFile = async (world: ConsoleWorld, name: string, more = {}): Promise<string> => {
  const id = await world.record(name, more)
  await world.stack.api.waitFor(id, ({ fileCount }) => fileCount > 0, 60_000)
  return id
}

/** Plays the video of the page until it has moved on. */
const playFor = async (page: Page, seconds: number): Promise<void> => {
  await page.evaluate(`document.querySelector('video').play().catch(() => undefined)`)
  const playedSeconds = () => page.evaluate<number>(`document.querySelector('video').currentTime`)
  await expect.poll(playedSeconds, waiting).toBeGreaterThan(seconds)
}

const playbackTests = (world: () => ConsoleWorld): void => {
  test('plays a recording while it runs', async () => {
    const { page, close } = await openPage(world(), `/recordings/${world().runningId}`)
    await page.getByRole('heading', { name: 'Lunch show' }).waitFor()
    await playFor(page, 2)
    // the picture is that of the stream
    expect(await page.evaluate(`document.querySelector('video').videoWidth`)).toBe(320)
    await close()
  })

  test('plays it through the API when browsers may not ask the storage', async () => {
    const { page, close } = await openPage(world(), '/overview')
    await page.context().route(`${world().stack.s3.endpoint}/**`, (route) => route.abort())
    await page.goto(`${world().stack.api.url}/console/recordings/${world().runningId}`)
    await page.getByRole('heading', { name: 'Lunch show' }).waitFor()
    await playFor(page, 2)
    await close()
  })
}

/** How the page is answered for the files of a recording. */
type FilesAnswer = { items: { url: string | null }[]; nextCursor: string | null }

/** Opens the page of a recording with another answer for its list of files. */
const openWithFiles = async (
  world: ConsoleWorld,
  id: string,
  change: (answer: FilesAnswer) => FilesAnswer,
) => {
  const opened = await openPage(world, '/overview')
  await opened.page.route(`**/v1/recordings/${id}/files?*`, async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, json: change((await response.json()) as FilesAnswer) })
  })
  await opened.page.goto(`${world.stack.api.url}/console/recordings/${id}`)
  return opened
}

const linkTests = (world: () => ConsoleWorld): void => {
  test('plays a file that is not among the listed ones', async () => {
    const none = (): FilesAnswer => ({ items: [], nextCursor: 'more' })
    const { page, close } = await openWithFiles(world(), world().runningId, none)
    await timelineOf(page)
      .getByRole('button', { name: /^mp4: File 0/ })
      .click()
    await timelineOf(page).getByRole('button', { name: 'Play', exact: true }).click()
    await page.locator('video[aria-label="File 0 (mp4)"]').waitFor()
    await playFor(page, 1)
    await close()
  })

  test('neither plays nor checks a file that is no longer there', async () => {
    const { page, close } = await openWithFiles(world(), world().runningId, (answer) => ({
      ...answer,
      items: answer.items.map((file) => ({ ...file, url: null })),
    }))
    const file = timelineOf(page).getByRole('button', { name: /^mp4: File 0/ })
    await file.click()
    const files = page.getByRole('region', { name: 'Files' })
    await files.getByRole('row').filter({ hasText: 'mp4_0.mp4' }).waitFor()
    expect(await files.locator('button, a').count()).toBe(0)
    expect(await file.getAttribute('aria-pressed')).toBe('true')
    expect(await timelineOf(page).getByRole('button', { name: 'Play', exact: true }).count()).toBe(
      0,
    )
    await close()
  })
}

const filesystemTests = (world: () => ConsoleWorld): void => {
  let kept: Promise<string>
  beforeAll(() => {
    // beside the other tests of this page
    kept = withFile(world(), 'Kept show', { storage: { type: 'filesystem' } })
    kept.catch(() => undefined)
  })

  test('plays and saves a file of the filesystem storage', async () => {
    const id = await kept
    await world().stack.api.call('POST', `/v1/recordings/${id}/stop`)
    const { page, complaints, close } = await openPage(world(), `/recordings/${id}`)
    const files = page.getByRole('region', { name: 'Files' })
    const row = files.getByRole('row').filter({ hasText: 'mp4_0.mp4' })
    await row.getByRole('button', { name: 'Play mp4_0.mp4' }).click()
    await page.locator('video[aria-label="File 0 (mp4)"]').waitFor()
    await playFor(page, 1)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      row.getByRole('link', { name: 'Download' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('mp4_0.mp4')
    const [file] = (await world().stack.api.files(id)).filter(({ format }) => format === 'mp4')
    expect((await stat(await download.path())).size).toBe(file?.bytes)
    expect(complaints).toEqual([])
    await close()
  })
}

const seamTests = (world: () => ConsoleWorld): void => {
  let broken: Promise<string>
  beforeAll(() => {
    // beside the other tests of this page: it takes a while
    broken = makeBrokenRecording(world())
    broken.catch(() => undefined)
  })

  test('plays on over the place where the stream was gone', async () => {
    const id = await broken
    const { url } = world().stack.api
    const headers = { authorization: `Bearer ${world().stack.apiKey}` }
    const playlist = await fetch(`${url}/v1/recordings/${id}/playlists/m3u8.m3u8`, { headers })
    expect(await playlist.text()).toContain('#EXT-X-DISCONTINUITY\n')
    const { page, close } = await openPage(world(), `/recordings/${id}`)
    await page.locator('video').waitFor()
    await page.evaluate(`document.querySelector('video').play().catch(() => undefined)`)
    // what cannot be decoded stops it at any speed
    await page.evaluate(`document.querySelector('video').playbackRate = 4`)
    await expect
      .poll(() => page.evaluate(`document.querySelector('video').ended`), waiting)
      .toBe(true)
    expect(await page.evaluate(`document.querySelector('video').currentTime`)).toBeGreaterThan(5)
    expect(await page.evaluate(`document.querySelector('video').error`)).toBeNull()
    expect(await page.getByText('It cannot be played.').count()).toBe(0)
    await close()
  })
}

const controlTests = (world: () => ConsoleWorld): void => {
  test('pauses, resumes, splits and stops; the timeline tells of it', async () => {
    const id = await withFile(world(), 'Evening show')
    const { page, complaints, close } = await openPage(world(), `/recordings/${id}`)
    await press(page, 'Split')
    await timelineOf(page)
      .getByRole('button', { name: /^Commands: Split/ })
      .waitFor()
    await press(page, 'Pause')
    await timelineOf(page)
      .getByRole('button', { name: /^Pauses: Paused/ })
      .waitFor()
    await press(page, 'Resume')
    await timelineOf(page)
      .getByRole('button', { name: /^Gaps: Gap, .* it was paused/ })
      .waitFor()
    await press(page, 'Stop')
    await page.getByRole('dialog').getByRole('button', { name: 'Stop', exact: true }).click()
    await page.getByText('completed', { exact: true }).first().waitFor()
    expect(await page.getByRole('button', { name: 'Pause', exact: true }).count()).toBe(0)
    const list = timelineOf(page).getByText('As a list')
    await list.click()
    const table = timelineOf(page).getByRole('table', { name: 'Timeline' })
    for (const command of ['Split', 'Pause', 'Resume', 'Stop'])
      await table.getByRole('rowheader', { name: `${command}, Commands` }).waitFor()
    expect(complaints).toEqual([])
    await close()
  })

  test('leads through the timeline by arrow keys and plays what is chosen', async () => {
    const id = await withFile(world(), 'Late show')
    await world().stack.api.call('POST', `/v1/recordings/${id}/stop`)
    await world().stack.api.waitFor(id, ({ state }) => state === 'completed', 60_000)
    const { page, complaints, close } = await openPage(world(), `/recordings/${id}`)
    const timeline = timelineOf(page)
    const pressed = timeline.locator('button[aria-pressed="true"]')
    const focused = () => page.evaluate<string>(`document.activeElement.ariaLabel`)
    const first = timeline.getByRole('button', { name: /^mp4: File 0/ })
    await first.focus()
    await page.keyboard.press('ArrowUp')
    await expect.poll(focused, waiting).toMatch(/^m3u8: File 0/)
    await page.keyboard.press('ArrowDown')
    await expect.poll(focused, waiting).toMatch(/^mp4: File 0/)
    expect(await pressed.count()).toBe(1)
    // one stop of the tabulator, however many files there are
    expect(await timeline.locator('ul button[tabindex="0"]').count()).toBe(1)
    await timeline.getByRole('button', { name: 'Play', exact: true }).click()
    await page.locator('video[aria-label="File 0 (mp4)"]').waitFor()
    await playFor(page, 1)
    expect(complaints).toEqual([])
    await close()
  })
}

export const recordingTests = (world: () => ConsoleWorld): void => {
  playbackTests(world)
  controlTests(world)
  test('has a stored file checked by a recorder', async () => {
    const { page, close } = await openPage(world(), `/recordings/${world().runningId}`)
    const files = page.getByRole('region', { name: 'Files' })
    await files.getByRole('button', { name: 'Check', exact: true }).first().click()
    await files.getByText('whole', { exact: true }).first().waitFor()
    await close()
  })

  test('shows nothing that changes something to those who may only read', async () => {
    const { body } = await world().stack.api.call<{ key: string }>('POST', '/v1/api-keys', {
      name: 'reader',
      scope: 'read',
    })
    const { page, close } = await openPage(world(), `/recordings/${world().runningId}`, body.key)
    await timelineOf(page).waitFor()
    await page.getByRole('region', { name: 'Files' }).getByRole('table').waitFor()
    for (const name of ['Stop', 'Split', 'Pause', 'Check'])
      expect(await page.getByRole('button', { name, exact: true }).count()).toBe(0)
    await close()
  })

  test('says that a recording is not there', async () => {
    const { page, close } = await openPage(world(), '/recordings/none')
    await page.getByText('RECORDING_NOT_FOUND').waitFor()
    await close()
  })

  test('can be read by everybody, wide and on a phone, light and dark', async () => {
    const id = await withFile(world(), 'Night show')
    await world().stack.api.call('POST', `/v1/recordings/${id}/stop`)
    await world().stack.api.waitFor(id, ({ state }) => state === 'completed', 60_000)
    await inspectLooks(world(), 'recording', `/recordings/${id}`, async (page) => {
      await timelineOf(page)
        .getByRole('button', { name: /^mp4: File 0/ })
        .click()
      await page.getByRole('region', { name: 'Files' }).getByRole('table').waitFor()
    })
  }, 240_000)
  linkTests(world)
  filesystemTests(world)
  seamTests(world)
}
