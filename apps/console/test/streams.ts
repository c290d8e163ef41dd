import { expect, onTestFinished, test } from 'vitest'
import { clientOf, type Given, inspectHereAndOnPhone, makeReadKey, visit } from './page-setup.ts'

const domain = 'streams.example'
const objectPattern = 'streams/{StreamName}/{RecordingId}/{Sequence}'
const template = { name: 'by hand', formats: [{ format: 'mp4' as const, objectPattern }] }

/** The live stream of the world, as one that a media server tells of and that a rule records at a command. */
const tellOfLiveStream = async (given: Given): Promise<void> => {
  const { rtmp, stack } = given()
  const api = clientOf(given())
  const pullUrlPattern = rtmp.url('{app}', '{stream}')
  await api.domains.create({ name: domain, pullUrlPattern })
  await api.rules.create({ domain, mode: 'manual', delaySeconds: 60, template })
  const { id, secret } = await api.sources.create({ name: 'streams', kind: 'generic', domain })
  const told = await fetch(`${stack.api.url}/v1/ingest/generic?source=${id}&secret=${secret}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ event: 'publish', app: 'live', stream: 'lunch-show', id: 'one' }),
  })
  expect(told.status).toBe(200)
}

/** Tests of the page Streams. */
export const streamsTests = (given: Given): void => {
  test('a live stream is recorded, split and ended by buttons', async () => {
    await tellOfLiveStream(given)
    await visit(given(), '/streams', async (page) => {
      const row = page.getByRole('row').filter({ hasText: domain })
      await row.getByText('unrecorded').waitFor()
      await inspectHereAndOnPhone(given(), page, 'streams', (at) =>
        at.getByRole('row').filter({ hasText: domain }).waitFor(),
      )
      await row.getByRole('button', { name: 'Record' }).click()
      await row.getByRole('button', { name: 'Split' }).click()
      await page.getByText('Split: lunch-show').waitFor()
      await row.getByRole('button', { name: 'Stop' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Stop' }).click()
      await row.getByText('stopped').waitFor()
      await row.getByRole('button', { name: 'End now' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'End now' }).click()
      await row.getByText('unrecorded').waitFor()
    })
  })

  test('a key that may only read sees no buttons', async () => {
    const { key, remove } = await makeReadKey(given())
    onTestFinished(remove)
    await visit(
      given(),
      '/streams',
      async (page) => {
        await page.getByRole('row').filter({ hasText: domain }).waitFor()
        expect(await page.getByRole('table').getByRole('button').count()).toBe(0)
      },
      key,
    )
  })
}
