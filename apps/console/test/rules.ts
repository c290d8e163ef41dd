import type { Page } from 'playwright-core'
import { expect, onTestFinished, test } from 'vitest'
import {
  clientOf,
  type Given,
  inspectHereAndOnPhone,
  makeReadKey,
  readAgain,
  visit,
} from './page-setup.ts'

const domain = 'rules.example'
const live = 'rules-live.example'
const formats = [{ format: 'mp4' as const, objectPattern: 'rules/{StreamName}/{EscapedStartTime}' }]

/** A rule that records the live stream of the world. */
const recordLiveStream = async (given: Given): Promise<void> => {
  const { rtmp, stack } = given()
  const api = clientOf(given())
  await api.domains.create({ name: live, pullUrlPattern: rtmp.url('{app}', '{stream}') })
  const template = { name: 'busy', formats }
  await api.rules.create({ domain: live, app: 'live', mode: 'automatic', template })
  const { id, secret } = await api.sources.create({ name: 'rules', kind: 'generic', domain: live })
  const told = await fetch(`${stack.api.url}/v1/ingest/generic?source=${id}&secret=${secret}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ event: 'publish', app: 'live', stream: 'lunch-show', id: 'one' }),
  })
  expect(told.status).toBe(200)
}

const formTests = (given: Given): void => {
  test('a rule is made, with what is wrong at its field, edited and disabled', async () => {
    const api = clientOf(given())
    await api.domains.create({
      name: 'made.example',
      pullUrlPattern: 'rtmp://made.example/{app}/{stream}',
    })
    await visit(given(), '/rules', async (page) => {
      await page.getByRole('link', { name: 'New rule' }).click()
      await page.getByLabel('Domain').fill('made.example')
      await page.getByRole('textbox', { name: 'Stream' }).fill('news')
      await page.getByLabel('Mode').selectOption('on-demand')
      await page.getByLabel('Callback').fill('https://ask.example.com/?token=hidden-token')
      await page.getByLabel('Ask again (times)').fill('0')
      await inspectHereAndOnPhone(given(), page, 'rules/new', (at) =>
        at.getByRole('button', { name: 'Make rule' }).waitFor(),
      )
      await page.getByRole('button', { name: 'Make rule' }).click()
      await page.getByText('needs an application', { exact: false }).first().waitFor()
      expect(await page.getByRole('textbox', { name: 'Stream' }).getAttribute('aria-invalid')).toBe(
        'true',
      )
      await page.getByLabel('Application').fill('live')
      await page.getByRole('button', { name: 'Make rule' }).click()
      const row = page.getByRole('row').filter({ hasText: 'made.example/live/news' })
      await row.getByRole('link', { name: 'Edit' }).click()
      await page.getByLabel('Delay (seconds)').fill('90')
      await page.getByLabel('Wait for its answer (seconds)').fill('1.5')
      await page.getByRole('button', { name: 'Save' }).click()
      await row.getByRole('button', { name: 'Disable' }).click()
      await row.getByText('disabled', { exact: true }).waitFor()
    })
    const [rule] = (await api.rules.list({ domain: 'made.example' })).items
    expect(rule).toMatchObject({
      delaySeconds: 90,
      isEnabled: false,
      template: { name: 'By hand' },
    })
    expect(rule?.onDemand).toMatchObject({
      ...{ url: 'https://ask.example.com/?token=***', timeoutMs: 1500, retries: 0 },
    })
  })

  test('a rule by which a stream is recorded cannot be deleted, and says why', async () => {
    await recordLiveStream(given)
    await visit(given(), '/rules', async (page) => {
      const row = page.getByRole('row').filter({ hasText: `${live}/live` })
      await row.getByText('records').waitFor()
      await row.getByRole('button', { name: 'Delete' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
      await page.getByRole('dialog').getByText(`It records ${live}/live/lunch-show.`).waitFor()
    })
    const api = clientOf(given())
    await api.streams.command({ domain: live, app: 'live', stream: 'lunch-show' }, 'cancel_delay')
  })

  test('a key that may only read sees no buttons that change a rule', async () => {
    const { key, remove } = await makeReadKey(given())
    onTestFinished(remove)
    const look = async (page: Page): Promise<void> => {
      const list = page.getByRole('table', { name: 'Rules', exact: true })
      await list.getByRole('row').nth(1).waitFor()
      expect(await list.locator('button, a').count()).toBe(0)
      expect(await page.getByRole('link', { name: 'New rule' }).count()).toBe(0)
      await page.goto(`${given().stack.api.url}/console/rules/new`)
      await page.getByText('Your key is read-only').waitFor()
    }
    await visit(given(), '/rules', look, key)
  })
}

const sharedTests = (given: Given): void => {
  test('a rule that others change while its form is open keeps what they changed', async () => {
    const api = clientOf(given())
    const name = 'shared.example'
    await api.domains.create({ name, pullUrlPattern: 'rtmp://shared.example/{app}/{stream}' })
    const template = { name: 'shared', formats }
    const { id } = await api.rules.create({ domain: name, mode: 'automatic', template })
    await visit(given(), `/rules/${id}`, async (page) => {
      const delay = page.getByLabel('Delay (seconds)')
      await delay.fill('90')
      await api.rules.change(id, { isEnabled: false })
      await readAgain(page, `rules/${id}`)
      expect(await delay.inputValue()).toBe('90')
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByText('The rule is saved').waitFor()
    })
    expect(await api.rules.get(id)).toMatchObject({ delaySeconds: 90, isEnabled: false })
  })
}

/** Tests of the page Rules. */
export const rulesTests = (given: Given): void => {
  formTests(given)
  sharedTests(given)
  test('the tester tells which rule wins and why, and a rule is deleted', async () => {
    const api = clientOf(given())
    const pullUrlPattern = 'rtmp://rules.example/{app}/{stream}'
    await api.domains.create({ name: domain, pullUrlPattern })
    const ruleOf = (name: string) => ({
      domain,
      mode: 'automatic' as const,
      template: { name, formats },
    })
    await api.rules.create(ruleOf('for all'))
    await api.rules.create({ ...ruleOf('for the news'), app: 'live', stream: 'news' })
    await visit(given(), '/rules', async (page) => {
      const list = page.getByRole('table', { name: 'Rules', exact: true })
      await inspectHereAndOnPhone(given(), page, 'rules', (at) =>
        at.getByRole('row').filter({ hasText: 'for the news' }).waitFor(),
      )
      const ask = async (stream: string): Promise<void> => {
        await page.getByLabel('Domain').fill(domain)
        await page.getByLabel('Application').fill('live')
        await page.getByRole('textbox', { name: 'Stream' }).fill(stream)
        await page.getByRole('button', { name: 'Ask' }).click()
      }
      await ask('news')
      await page.getByText('it names the stream').waitFor()
      const matches = page.getByRole('table', { name: 'Rules that match, the winner first' })
      expect(await matches.getByRole('row').nth(1).textContent()).toContain('for the news')
      await ask('weather')
      await expect.poll(() => matches.getByRole('row').count()).toBe(2)
      const news = list.getByRole('row').filter({ hasText: 'for the news' })
      await news.getByRole('button', { name: 'Delete' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
      await news.waitFor({ state: 'detached' })
    })
    const left = await api.rules.list({ domain })
    expect(left.items.map(({ template }) => template?.name)).toEqual(['for all'])
  })
}
