import type { Schemas } from '@tapedeck/client'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { ConsoleWorld } from './console-world.ts'
import { inspectLooks } from './inspect-page.ts'
import { openPage } from './open-page.ts'
import { clientOf } from './page-setup.ts'

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

const typingTests = (world: () => ConsoleWorld): void => {
  test('a name is typed with rests in it, and no filter that is chosen meanwhile is lost', async () => {
    const { page, close } = await openPage(world(), '/recordings')
    const asked = () => new URL(page.url()).searchParams.toString()
    const name = page.getByLabel('Name')
    await name.pressSequentially('Lunch ')
    await expect.poll(asked).toBe('name=Lunch')
    await name.pressSequentially('show')
    await expect.poll(asked).toBe('name=Lunch+show')
    expect(await name.inputValue()).toBe('Lunch show')
    await name.fill('Nobody')
    await page.getByLabel('State').selectOption('failed')
    await expect.poll(asked).toBe('state=failed&name=Nobody')
    await close()
  })
}

/** The connection of a page is refused from now on. @returns what lets one snapshot through, before it is refused again */
const breakLiveFeed = async (page: Page) => {
  const bodies: string[] = []
  await page.route('**/v1/live', (route) => {
    const body = bodies.pop()
    return body === undefined
      ? route.abort()
      : route.fulfill({ contentType: 'text/event-stream', body })
  })
  return (snapshot: Schemas['LiveSnapshot']): void => {
    bodies.push(`event: snapshot\ndata: ${JSON.stringify(snapshot)}\n\n`)
  }
}

const silenceTests = (world: () => ConsoleWorld): void => {
  test('what a connection said before it broke off does not stand in the way of newer answers', async () => {
    const api = clientOf(world())
    const recording = await api.recordings.get(world().runningId)
    const old = {
      ...{ at: new Date().toISOString(), streams: [], recorders: [] },
      counts: { recording: 4711 },
      recordings: [{ ...recording, name: 'Former name' }],
    }
    const expectNews = async (path: string, role: 'rowheader' | 'heading'): Promise<void> => {
      const { page, close } = await openPage(world(), '/')
      const tell = await breakLiveFeed(page)
      await page.goto(`${world().stack.api.url}/console/${path}`)
      await page.getByRole(role, { name: 'Lunch show' }).waitFor()
      tell(old)
      await page.getByRole(role, { name: 'Former name' }).waitFor()
      const count = page.getByRole('link', { name: 'of which record now: 4711' })
      await count.waitFor()
      await page.getByRole(role, { name: 'Lunch show' }).waitFor()
      await count.waitFor({ state: 'detached' })
      await close()
    }
    // both at once: a connection is not called silent at the first moment
    await Promise.all([
      expectNews('recordings', 'rowheader'),
      expectNews(`recordings/${recording.id}`, 'heading'),
    ])
  })
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
  typingTests(world)
  silenceTests(world)
}
